"""What institutions are called to begin with, in the language of their signs."""

from collections.abc import Mapping

from bashke.accounts.models import Institution

Kind = Institution.Kind
# The place comes in; names are changed in the preview of the set-up.
CALLED: Mapping[str, str] = {
    Kind.MUNICIPALITY: "Bashkia {}",
    Kind.POLICE: "Komisariati i Policisë, {}",
    Kind.PROSECUTION: "Prokuroria e Shkallës së Parë, {}",
    Kind.HEALTH: "Qendra Shëndetësore, {}",
    Kind.SCHOOL: "Shkolla, {}",
    Kind.PREFECTURE: "Prefektura, {}",
    Kind.STATE: "Institucioni shtetëror, {}",
    Kind.CIVIL_SOCIETY: "Organizata, {}",
}
