"""Referrals on pages: written, sent, answered; by phone, by link, from an answer of Ask."""
