"""What passwords are commonly made of here, and whether a password is made of nothing else.

Nobody's list is copied. The words below were written for Bashkë, after what lists of stolen
passwords have in common everywhere: words for passwords, names of people, towns, clubs and players,
words of love, of the office and of the calendar, and the rows of the keyboard. To them comes the
rule by which people make such a word long enough: an ending, a number, a sign, the same again.
Three words with their tails are some millions of passwords (docs/security.md).
"""

import re
from functools import lru_cache

from bashke.core.text import fold

WORDS = """
password passwort pasword passcode passphrase parola fjalekalim fjalkalim fjala kalimi sekret secret
hyrje hyrja hyr login logon signin letmein hapu hapedere changeme ndryshome default temp test prove
admin administrator administratori root user perdorues operator guest mysafir demo welcome
mireserdhe miresevini mire mirsevini mirsini pershendetje hello hej ciao

dashuri dashuria zemer zemra shpirt shpirti tedua teduashume shume jeta jeteime ime imi yllka yll
engjell bukuroshe princesha lule trendafil mami mamaja nena nene babi babai gjyshi gjyshja motra
vellai vajza djali femija nusja bebi love iloveyou you baby angel princess sunshine flower lovely
sweet honey friend family mother father sister brother forever happy

shqiperi shqiperia shqiptar shqiptare shqipe shqiponja shqiponje kosove kosova albania albanian
iliria ilir skenderbeu skenderbej gjergj kastrioti flamuri kuqezi kuqezinjte autochton pavaresia
atdheu atdhe besa nderi europa italia italy greqia turqia gjermania germany america amerika london

berat kucove polican skrapar dimal bulqize diber diberr peshkopi klos mat burrel durres kruje shijak
belsh cerrik elbasan gramsh librazhd peqin prrenjas divjake fier lushnje mallakaster ballsh patos
roskovec dropull gjirokaster kelcyre libohove memaliaj permet tepelene devoll bilisht kolonje erseke
korce maliq pogradec pustec has krume kukes tropoje bajram curri kurbin lac lezhe mirdite rreshen
fushearrez malesiemadhe koplik puke shkoder vauidejes kamez kavaje rrogozhine tirane vore delvine
finiq himare konispol sarande selenice vlore prishtine prizren peje gjakove mitrovice ferizaj gjilan
tetove shkup ulqin tirana tirona durresi vlora shkodra korca saranda dibra kukesi lezha kruja kavaja

partizani vllaznia dinamo flamurtari teuta skenderbeuk bylis apolonia besaku juventus juve milan
inter roma napoli barcelona barca realmadrid real madrid arsenal chelsea liverpool manchester united
city bayern ronaldo messi neymar mbappe cana hysaj xhaka shaqiri asllani broja strakosha berisha
gjimshiti kumbulla bajrami manaj laci uzuni ramadani sylvinho zlatan beckham maradona buffon totti
football futboll soccer baseball basketball hockey champion kampion

agim agron alban albana alda altin ana andi anila ardian ardit ardita arben arjan arjana armand
artan arta artur aurela aurora avni bardha bashkim bekim besa besim besnik blerim blerina blerta
bujar burim dea dorina driton drita dritan edi edlira edmond edona elda elira elisa elona elton
endri enea eni enkel ergys erion ermal ermira ervin esmeralda etleva fatjon fatmir fatos fjona flora
florian floriana gent genti gentian gerta gezim gjon gjin ilda ilda ilirjana ina indrit ira jonida
joni jona julian juliana kejsi klaudia klea klodian kristi kristina kujtim leart leka lira lirie
liridon lorena luan lule lulzim majlinda marjan maria marsela mark merita mimoza mira mirela miri
nertila nora olsi pashk petrit pjeter qemal redi rei renata rinor rovena rozana saimir sara shkelqim
shpetim shpresa silva skender sokol sonila suela teuta toni valbona valentina valmira vera vjollca
xhevahir ylli ylber zana zef hoxha shehu leka prifti dervishi kola gjoka marku prenga lleshi rama
basha meta nano kodra duka koci hysa hasani hoti gashi krasniqi berisha kelmendi michael jordan
charlie jessica ashley daniel andrew thomas robert jennifer george william matthew martin alexander
anthony nicole hannah samantha oliver maggie ginger pepper buster tigger bailey

bashki bashkia bashkise bashke bashkeb komuna qarku prefektura ministria qeveria shteti policia
polici komisariati prokuroria gjykata shkolla shkolle mesues mesuese drejtor drejtoresha kryetar
kryetari sekretar sekretaria zyra zyre puna punonjes punonjese social sociale sociologe psikolog
mbrojtja mbrojtje femijeve gruaja grate dhuna referim koordinator koordinatore sherbimi sherbime
ndihma raste rasti office work company service

janar shkurt mars prill maj qershor korrik gusht shtator tetor nentor dhjetor hene marte merkure
enjte premte shtune diele vera vjeshta dimri pranvera sot neser viti ditelindja january february
march april june july august september october november december monday tuesday wednesday thursday
friday saturday sunday summer winter spring autumn christmas birthday

monkey dragon master shadow superman batman spiderman starwars pokemon matrix hunter killer ranger
tiger lion panther eagle wolf falcon phoenix butterfly dolphin cheese chocolate cookie banana orange
purple yellow silver golden diamond money bitcoin freedom whatever trustno nothing mustang ferrari
mercedes benz audi bmw volkswagen golf harley porsche yamaha computer kompjuter laptop
internet samsung iphone android google facebook instagram tiktok youtube whatsapp telegram microsoft
windows apple nokia huawei gmail yahoo hotmail celular celulari telefon telefoni wifi vodafone one
albtelecom one abc abcd abcde abcdef abcdefg abcdefgh abcdefghi abcdefghij abcdefghijk abcdefghijkl
"""
ENDINGS = ("", "i", "a", "e", "it", "es", "s", "ja", "n", "in", "ne", "im", "ime", "jone", "ve")
# Rows and columns of the keyboard, there and back; three keys of one and it is a part of it.
ROWS = (
    "qwertyuiop", "qwertzuiop", "asdfghjkl", "zxcvbnm", "yxcvbnm", "qaz", "wsx", "edc", "rfv",
    "tgb", "yhn", "ujm", "abcdefghijklmnopqrstuvwxyz",
)  # fmt: skip
LEET = str.maketrans("013457@$!|", "oleastasil")
MOST_WORDS = 3
SHORTEST_RUN = 3
TAILS = re.compile(r"^[^a-z]+|[^a-z]+$")
NOT_A_LETTER = re.compile(r"[^a-z]+")
NOT_A_DIGIT = re.compile(r"\D+")


def is_guessed(password: str) -> bool:
    """Whether nothing is left of a password without common words, rows of keys and their tails."""
    folded = fold(password)
    word = TAILS.sub("", folded)
    if not word:
        digits = NOT_A_DIGIT.sub("", folded)
        return bool(digits) and is_run(digits)
    spellings = {NOT_A_LETTER.sub("", each) for each in (word, word.translate(LEET))}
    return any(fewest_words(each) <= MOST_WORDS for each in spellings)


def fewest_words(letters: str) -> float:
    """Of how few common words these letters are; infinite where something else is left.

    Rows of keys are no words: as many of them as one likes are as good as none.
    """
    best: list[float] = [0] + [float("inf")] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - longest()), end):
            costs = parts().get(letters[start:end])
            if costs is not None:
                best[end] = min(best[end], best[start] + costs)
    return best[-1]


@lru_cache(maxsize=1)
def parts() -> dict[str, int]:
    """Every word with every ending, each one word; every run of neighbouring keys, none."""
    runs = {
        row[start:end]
        for each in ROWS
        for row in (each, each[::-1])
        for start in range(len(row))
        for end in range(start + SHORTEST_RUN, len(row) + 1)
    }
    words = {word + ending for word in WORDS.split() for ending in ENDINGS}
    return dict.fromkeys(words, 1) | dict.fromkeys(runs, 0)


@lru_cache(maxsize=1)
def longest() -> int:
    return max(map(len, parts()))


def is_run(digits: str) -> bool:
    """Whether digits only count up, down or stay, in stretches of three and more."""
    steps = [(int(b) - int(a)) % 10 for a, b in zip(digits, digits[1:], strict=False)]
    at = 0
    while at < len(digits):
        step = steps[at] if at < len(steps) else None
        end = at + 1
        while end < len(digits) and step in {0, 1, 9} and steps[end - 1] == step:
            end += 1
        if end - at < SHORTEST_RUN:
            return False
        at = end
    return True
