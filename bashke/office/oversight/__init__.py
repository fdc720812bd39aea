"""For who watches: who could open what and why, what each role sees, and the trail."""
