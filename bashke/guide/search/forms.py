"""What no dictionary says about how people write: words that tell nothing, dialect, synonyms.

All of it is folded. Names of harm and of belief are content, and stand in the pack's lists `words`.
"""

FILLERS = frozenset(
    """
    a ai ajo ama as asht ashte ata ate ato ca cdo cfare cila cili dhe do dot duhet e edhe eshte
    eshe ishin ishte jam jane je jemi jeni ka kam kane kemi keni kete keto kesaj ketij ketu
    kishin kishte kujt kur ky kjo kush m ma me mi mos mua mu mund na ne nese ndaj nga ngaqe nje
    nji nuk o ose pa pak para pas po por pra prej q qe qysh s sa se sepse si sic son ta te tek
    teper ti tij tim time tire tu tyre u ua une t n ja ju jua i ia c ca cka dicka dikush dikujt
    dikur gje gjithe gjithmone kaq shume shum tani sot dje neser ketej andej atje aty aqe mbi
    deri bej bene bere ben bejme bejne bejn behet be ve veten thote thone thane tha them keq
    mire per ty ve vec ende akoma rri rrin ndodh ndodhi cfar ku nder imja ime im jone the an and
    are at be been but by can could did does doing for from had has have he her him his how if
    in into is it its just me my of off on onto or our over she so some than that them then
    there these they this those to too upon us very was we were what when where which who whom
    why will with would you your am about after again also any as because before being both get
    gets getting got let lets should im ive dont doesnt vjec vjece vjecar vjet vjete year years
    yo says said tell told wants want keeps keep one someone somebody
    """.split()  # noqa: SIM905 (a list of words is read as words)
)

# Forms that people type in dialect or in haste, behind the standard one.
FORMS = """
    shtepi: shpi shpia shpis shpise shpija shpin shpine shtpi shtepis
    nena: nona nonen nones nana nanen nanes nane mami mamin mamit mamaja jema jemen emen emes
    nena: ema mamaja
    babai: babi babin babit baba babe ati atin atit tata babes
    rreh: rref rrefin rrefe rrefi rreft rrahun rrafi rrafin rrafen rreht rrehun rrahi rrahni
    djali: cuni cunin cunit cun cuna cunat cunave djal djalin djem djemt
    vajza: goca goce gocen goces gocat cuca cuce cucen cuces cupa cupe cupen cupes cika cike
    vajza: ciken qika vajz
    femije: kalama kalamaj kalamajte kalamani kalamajt kalamajve kalamane femi femijt fmija fmij
    femije: fmi thmija
    femije: thmi thmite thmijet fmijet femij kec foshnje foshnja foshnjen bebe beba beben bebja
    mesues: mesuesja mesuesen mesuese mesueses mesueset mesuesve mesueseve
    mesues: msus msusi msusja msues msuesi msuesja mesusi mesusja mesus profi profja profesori
    mesues: zysha zyshe
    nxenes: nxenesja nxenesen nxenese nxeneses nxeneset nxenesve nxeneseve
    nxenes: nxansi nxanesi nxansja nxensi nxensja nxonsi nxanes nxans nxensit
    shkolle: shkoll shkollen shkollat skoll skolle shkolles shkollave
    hap: qel qele qelin
    shkoj: shku shkue shkun shkum shkofte vajti vajten vete
    vij: ardh ardhe erdhi erdhen vjen vine vjene
    nxjerr: qes qesin qet qiti qiten qit
    godas: gjuan gjujti gjuajti gjuaj qellon qelloi gjujn gjun
    vjedh: vodhi vodhen vodhe vodhin vidhet vjedhun vodh
    hajdut: hajn hajni hajna hajnat hajdutet hajdute kusar kusari
    grua: gru gruja grun grus graja gruan gruas gra grate grave
    le: len lene lane leshoj leshon leshoi lshoj lish
    plak: plaku plaka plaken plakes plake plakut plakun pleq pleqte pleqve
    para: lek leke leket lekve leku lekun lekat paret pare parate
    kercenoj: kercnon kercnoi kercnojn kercnim kercenim kercenime kercenimet kanoset kanosje
    kercenoj: kanos kanosin
    facebook: fejsbuk fejsbuku fejsbukun fb
    instagram: insta instagrami ig
    tiktok: tik tiktoku
    whatsapp: whatsup uatsap vatsap whatsap
    polici: policia policine policise policet policin polica policija
    mjek: doktor doktori doktorin doktoresha doktorri mjeku mjekja mjekun mjekes
    komshi: fqinj fqinji fqinjin fqinja fqinje fqinjet fqinjve kojshi kojshia kojshiu kojshin
    komshi: komshija komshiu
    komshi: komshiun komshiut komshinj komshinjte komshinjve komshies komshijes komshia komshije
    dua: don dojne dojn dom du duam
    iki: ik iku ikur ike ikun hik hiku hikun ikte
    droge: drog drogen droga droges droges
    merr: mur mori moren marre marr mer marrin marrun
    blloku: bllok
    xhami: xhamia xhamine xhamise
    semure: smut smure semur smur semuri semuren smundje
    pune: pun punen punes puna
    uje: uj uji ujin ujit
"""

# Words that lead whoever searches to the same place; the first stands for all.
SYNONYMS = """
    rreh rrah godas shkelmoj grusht dajak shuplake
    babai baba at prind
    komshi fqinj
    hajdut hajn
    grua bashkeshorte nuse
    burre bashkeshort
    kercenoj kanos kercenim kanosje
    hashash kanabis marijuane kanabisi marihuane
    fyej shaj poshteroj ofendoj
    tall perqesh talle tallje
    plak moshuar gjysh gjyshe
    pune punesim punoj punesoj
    mashtroj mashtrim
    semure semundje semuret
    vras vrasje
    vjedh vjedhje grabis grabitje
    lyp lypje lypes lypsar
    detyroj detyrim
    martoj martese dasme fejoj fejese fejuar
    zhduk humb
    pasaporte leternjoftim dokument
    ryshfet rryshfet mite
    shurdh nemec
    plehra pleh mbeturina kosh
    diskriminoj diskriminim
    ngacmoj ngacmim
    shantazh shantazhoj
    abuzoj abuzim
    braktis braktisje
    denoncoj denoncim kallezoj kallezim
    femije child kid toddler baby infant
    pupil student schoolchild classmate
    boy lad
    mother mum mom mummy
    father dad daddy
    beat hit punch slap kick beating
    wife bride
    husband spouse
    neighbour neighbor
    kill murder
    steal theft rob robbery burglary thief burglar stolen
    old elderly
    mock tease laugh ridicule bully bullying taunt
    job work employment
    threaten threat
    doctor physician
    police policeman cop
    cannabis weed hashish marijuana
    rubbish garbage trash waste
    marry marriage wedding engage engagement
    beg beggar
    beard bearded
    headscarf scarf veil
    hijab niqab
    pray prayer
    passport document
    fraud scam scammer swindle
    rumour rumor gossip
    drunk drink alcohol
    bribe bribery
    refuse refusal
"""


# Persons, places and times: beside a word of belief they are no word of harm.
NEUTRAL = """
    femije vajze djale nxenes mesues shkolle klase mesim grua burre plak babai nene vella moter
    familje komshi shok shoqe koleg njeri njerez person rini qytet fshat lagje rruge shtepi dere
    pallat pune zyre bashki dite nate jave muaj vit ore mengjes mbremje park oborr spital kopsht
    universitet internet facebook instagram tiktok telefon polici polic drejtor drejtore
    psikolog mjek infermier prind bir bije kusheri dua shkoj vij flas kerkoj mbaj kam jetoj bej
    shoh di them pyes raportoj lajmeroj denoncoj dyshim dyshoj siguri ekstremist
    ekstremizem terrorist radikal radikalizim radikalizoj rrezik huaj shqip madh vogel ri re
    gjate shpesh rrobe vesh veshje emer liber lexoj studioj mesoj kthej ndryshoj filloj girl boy
    pupil teacher school class lesson woman man old mother father brother sister family
    neighbour friend colleague person people young youth town village area street home house
    door building work office municipality day night week month year morning evening park yard
    hospital kindergarten university online facebook instagram phone police officer principal
    head psychologist doctor nurse parent son daughter cousin go come speak talk ask hold live
    make give take see know report inform suspect suspicion security extremist extremism
    terrorist radical radicalisation radicalise risk danger foreign albanian big small new long
    often clothes wear dress name book read study learn change start should child
"""


# Verbs that say something only together with another word: “s’më morën në punë”.
LIGHT = "le marr jap dal hyj pranoj lejoj heq vendos ndal leave drop take let keep"


def light() -> frozenset[str]:
    """The verbs that say nothing of their own."""
    return frozenset(LIGHT.split())


def neutral() -> frozenset[str]:
    """The words that stand beside anything."""
    return frozenset(NEUTRAL.split())


def forms() -> dict[str, str]:
    """Each form with its standard one."""
    lines = (line.partition(":") for line in FORMS.splitlines() if line.strip())
    return {form: standard.strip() for standard, _colon, rest in lines for form in rest.split()}


def groups() -> list[list[str]]:
    """The words of each line that stand for one another."""
    return [line.split() for line in SYNONYMS.splitlines() if line.strip()]
