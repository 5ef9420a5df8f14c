"""What a good prompt names, in twelve languages: how it is recognised, and what is added.

Patterns are beginnings of words, `$` marks the end of one. Every phrase holds a word of its own pattern, so that a refined
prompt has nothing left to add.
"""

from typing import Literal, NamedTuple

Aspect = Literal["light", "camera", "lens", "ending"]
ASPECTS: tuple[Aspect, ...] = ("light", "camera", "lens", "ending")


class Phrase(NamedTuple):
    known_by: str  # beginnings of words, separated by spaces; a dot inside stands for a space
    added: str


PHRASES: dict[str, dict[Aspect, Phrase]] = {
    "en": {
        "light": Phrase(
            "light lit$ sun$ sunli suns sunny backlit shadow glow dawn dusk golden.hour neon candle lamp moonl bright",
            "Soft light from one side, gentle shadows.",
        ),
        "camera": Phrase(
            "camera push.in pull.back pan$ pans$ tilt dolly orbit handheld hand-held tracking static "
            "locked crane zoom tripod drone follow",
            "The camera pushes in slowly and steadily.",
        ),
        "lens": Phrase(
            "lens$ focus close-up closeup close.up macro wide-angle wide.angle wide.shot depth.of bokeh "
            "mm$ telephoto anamorphic",
            "Shallow depth of field, 50 mm lens.",
        ),
        "ending": Phrase(
            "end$ ends$ ending finally freeze at.the.close final$ settles comes.to.rest last.second "
            "last.frame held$ holds.still",
            "It ends on a still picture, held for one second.",
        ),
    },
    "de": {
        "light": Phrase(
            "licht beleucht sonn schatten dämmer gegenlicht kerze lampe neon hell$ helle morgenrot",
            "Weiches Licht von einer Seite, sanfte Schatten.",
        ),
        "camera": Phrase(
            "kamera schwenk fahrt zoom stativ drohne verfolg handkamera",
            "Die Kamera fährt langsam und ruhig heran.",
        ),
        "lens": Phrase(
            "schärfe unschärfe objektiv brennweite nahaufnahme makro weitwinkel teleobjektiv fokus mm$ "
            "großaufnahme totale",
            "Geringe Schärfentiefe, 50-mm-Objektiv.",
        ),
        "ending": Phrase(
            "ende$ endet$ schluss schließlich zuletzt verharrt",
            "Am Ende steht das Bild eine Sekunde still.",
        ),
    },
    "fr": {
        "light": Phrase(
            "lumi éclair soleil ombre aube crépuscule contre-jour bougie lampe néon lueur",
            "Lumière douce venant d’un côté, ombres légères.",
        ),
        "camera": Phrase(
            "caméra travelling panoramique zoom plan.fixe drone trépied suit$",
            "La caméra avance lentement et sans à-coups.",
        ),
        "lens": Phrase(
            "objectif profondeur.de.champ gros.plan macro grand-angle flou focale mm$ mise.au.point",
            "Faible profondeur de champ, objectif 50 mm.",
        ),
        "ending": Phrase(
            "fin$ final enfin$ termin s’arrête s'arrête",
            "À la fin, l’image reste immobile une seconde.",
        ),
    },
    "es": {
        "light": Phrase(
            "luz$ luces$ ilumin sol$ sombra amanecer atardecer contraluz vela lámpara neón brill",
            "Luz suave desde un lado, sombras delicadas.",
        ),
        "camera": Phrase(
            "cámara camara travelling paneo panorámica zoom plano.fijo dron trípode sigue",
            "La cámara avanza despacio y sin saltos.",
        ),
        "lens": Phrase(
            "objetivo profundidad.de.campo primer.plano macro gran.angular desenfo enfoque mm$ lente",
            "Poca profundidad de campo, objetivo de 50 mm.",
        ),
        "ending": Phrase(
            "final fin termina último última acaba se.detiene",
            "Al final, la imagen queda quieta un segundo.",
        ),
    },
    "it": {
        "light": Phrase(
            "luce$ luci$ illumin sole$ ombr alba tramonto controluce candela lampada neon bagliore",
            "Luce morbida da un lato, ombre leggere.",
        ),
        "camera": Phrase(
            "camera telecamera carrellata panoramica zoom inquadratura.fissa drone treppiede segue",
            "La camera avanza lentamente e senza scosse.",
        ),
        "lens": Phrase(
            "obiettivo profondità.di.campo primo.piano macro grandangolo sfocat fuoco mm$",
            "Profondità di campo ridotta, obiettivo da 50 mm.",
        ),
        "ending": Phrase(
            "fine$ final infine$ termina si.ferma",
            "Alla fine l’immagine resta ferma per un secondo.",
        ),
    },
    "pt": {
        "light": Phrase(
            "luz$ luzes$ ilumin sol$ sombra amanhecer entardecer contraluz vela lâmpada neon brilh",
            "Luz suave de um lado, sombras delicadas.",
        ),
        "camera": Phrase(
            "câmera câmara camera travelling panorâmica zoom plano.fixo drone tripé segue",
            "A câmera avança devagar e com firmeza.",
        ),
        "lens": Phrase(
            "objetiva lente profundidade.de.campo close primeiro.plano macro grande.angular desfo "
            "foco mm$",
            "Pouca profundidade de campo, lente de 50 mm.",
        ),
        "ending": Phrase(
            "fim final termina último última acaba",
            "No fim, a imagem fica parada por um segundo.",
        ),
    },
    "nl": {
        "light": Phrase(
            "licht belicht zon$ zonl zons schaduw ochtendlicht schemer tegenlicht kaars lamp neon gloed",
            "Zacht licht van één kant, lichte schaduwen.",
        ),
        "camera": Phrase(
            "camera zwenk zoom statief drone volgt rijder",
            "De camera beweegt langzaam en rustig naar voren.",
        ),
        "lens": Phrase(
            "lens scherptediepte close-up macro groothoek onscherp focus mm$ brandpunt",
            "Weinig scherptediepte, lens van 50 mm.",
        ),
        "ending": Phrase(
            "eind slot$ ten.slotte stopt",
            "Aan het einde staat het beeld een seconde stil.",
        ),
    },
    "sv": {
        "light": Phrase(
            "ljus belys sol$ soll solu skugg gryning skymning motljus stearinljus lampa neon sken",
            "Mjukt ljus från ena sidan, milda skuggor.",
        ),
        "camera": Phrase(
            "kamera panorer zoom stativ drönare följer åkning",
            "Kameran rör sig långsamt och lugnt framåt.",
        ),
        "lens": Phrase(
            "objektiv skärpedjup närbild makro vidvinkel oskärp fokus mm$",
            "Kort skärpedjup, 50 mm objektiv.",
        ),
        "ending": Phrase(
            "slut sist$ till.sist avslut stannar",
            "I slutet står bilden stilla en sekund.",
        ),
    },
    "no": {
        "light": Phrase(
            "lys belys sol$ soll solo skygge daggry skumring motlys stearinlys lampe neon",
            "Mykt lys fra én side, milde skygger.",
        ),
        "camera": Phrase(
            "kamera panorer zoom stativ drone følger kjøring",
            "Kameraet beveger seg sakte og rolig framover.",
        ),
        "lens": Phrase(
            "objektiv dybdeskarphet nærbilde makro vidvinkel uskarp fokus mm$",
            "Liten dybdeskarphet, 50 mm objektiv.",
        ),
        "ending": Phrase(
            "slutt sist$ til.slutt avslutt stopper",
            "Til slutt står bildet stille i ett sekund.",
        ),
    },
    "da": {
        "light": Phrase(
            "lys belys sol$ soll solo skygge daggry skumring modlys stearinlys lampe neon skær",
            "Blødt lys fra den ene side, milde skygger.",
        ),
        "camera": Phrase(
            "kamera panorer zoom stativ drone følger kørsel",
            "Kameraet bevæger sig langsomt og roligt fremad.",
        ),
        "lens": Phrase(
            "objektiv dybdeskarphed nærbillede makro vidvinkel uskarp fokus mm$",
            "Lille dybdeskarphed, 50 mm objektiv.",
        ),
        "ending": Phrase(
            "slut sidst$ til.sidst afslut stopper",
            "Til sidst står billedet stille i et sekund.",
        ),
    },
    "fi": {
        "light": Phrase(
            "valo valai aurin varjo aamunkoi hämär vastaval kynttil lamppu neon hehku",
            "Pehmeä valo yhdeltä puolelta, lempeät varjot.",
        ),
        "camera": Phrase(
            "kamera panoroi zoom jalusta drone seuraa ajo",
            "Kamera liikkuu hitaasti ja tasaisesti lähemmäs.",
        ),
        "lens": Phrase(
            "objektiiv syväterävyy lähikuva makro laajakulma epäterä tarken mm$",
            "Pieni syväterävyys, 50 mm:n objektiivi.",
        ),
        "ending": Phrase(
            "lopu loppu päätty pysähty",
            "Lopussa kuva on paikallaan sekunnin.",
        ),
    },
    "pl": {
        "light": Phrase(
            "światł świetl oświet słoń słoneczn cień cieni świt$ świcie zmierzch pod.światło świec lamp neon",
            "Miękkie światło z jednej strony, delikatne cienie.",
        ),
        "camera": Phrase(
            "kamer panoram zoom statyw dron śledzi najazd",
            "Kamera powoli i płynnie się zbliża.",
        ),
        "lens": Phrase(
            "obiektyw głębi ostrości zbliżeni makro szerokokąt nieostr ostroś mm$",
            "Mała głębia ostrości, obiektyw 50 mm.",
        ),
        "ending": Phrase(
            "koniec końc zatrzym kończy",
            "Na koniec obraz zatrzymuje się na sekundę.",
        ),
    },
}
