"""Follow a journal until told to stop or killed: `python follow.py <journal url> <folder> <batch>`."""

import sys
import time
from pathlib import Path

import sample

from fokus_projections import ReadModels

if __name__ == "__main__":
    url, folder, batch = sys.argv[1:]
    journal = sample.open_journal(url)
    models = ReadModels(Path(folder), journal, sample.projections(), batch=int(batch))
    models.start()
    while True:
        print(models.following, models.position, flush=True)
        time.sleep(0.02)
