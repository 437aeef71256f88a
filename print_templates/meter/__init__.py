"""What a printed card is worth, in numbers: how natural it looks, how well it reads, whether all of it is there."""
