"""Papers of the Entwicklungswerkstatt: certificates and confirmations with a number by which everybody checks them."""
