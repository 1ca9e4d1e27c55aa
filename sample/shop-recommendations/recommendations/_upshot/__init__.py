"""What every package that ``upshot generate`` writes is made of; the same for every plan."""
