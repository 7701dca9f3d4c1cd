"""Every number of every layer, to point at: Python arranges, the component paints."""
