"""From a referral to a closed case: who carries a concern together, each seeing what they need."""
