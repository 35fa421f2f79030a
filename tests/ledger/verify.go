// Verifies with Go's own checksum-database code what our ledger has signed and proven.
package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type question struct {
	Key        string
	Checkpoint string
	Inclusion  []struct {
		Size, Index int64
		Root        string
		Entry       []byte
		Proof       []string
	}
	Consistency []struct {
		Size, Old     int64
		Root, OldRoot string
		Proof         []string
	}
}

func hash(text string) (found tlog.Hash) {
	raw, err := base64.StdEncoding.DecodeString(text)
	check(err)
	copy(found[:], raw)
	return found
}

func hashes(texts []string) (found []tlog.Hash) {
	for _, text := range texts {
		found = append(found, hash(text))
	}
	return found
}

func check(err error) {
	if err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}

func main() {
	var asked question
	check(json.NewDecoder(os.Stdin).Decode(&asked))
	verifier, err := note.NewVerifier(asked.Key)
	check(err)
	opened, err := note.Open([]byte(asked.Checkpoint), note.VerifierList(verifier))
	check(err)
	for _, one := range asked.Inclusion {
		leaf := tlog.RecordHash(one.Entry)
		check(tlog.CheckRecord(hashes(one.Proof), one.Size, hash(one.Root), one.Index, leaf))
	}
	for _, one := range asked.Consistency {
		check(tlog.CheckTree(hashes(one.Proof), one.Size, hash(one.Root), one.Old, hash(one.OldRoot)))
	}
	fmt.Println(strings.Split(opened.Text, "\n")[1], len(asked.Inclusion), len(asked.Consistency))
}
