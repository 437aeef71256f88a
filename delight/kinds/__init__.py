"""One file per kind of touch: the axis along which Delight grows."""
