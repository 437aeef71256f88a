"""The figures that matter: what came of the care, told only of enough people."""
