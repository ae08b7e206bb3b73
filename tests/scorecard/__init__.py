"""Two checklists of the field, each line with the evidence that this checkout gives for it."""
