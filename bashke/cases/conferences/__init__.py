"""Conferences on pages: called, answered, heard case by case; what each leaves behind."""
