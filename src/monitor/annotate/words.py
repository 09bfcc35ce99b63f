"""Closed word lists that tell a name from its surroundings."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PARTICLES = _words("von van de der den da di du dos la le al el bin ibn ben abu abdel abdul ter zu")
NAME_SUFFIXES = frozenset({"jr", "sr", "junior", "senior"})

EAST_ASIAN_FAMILY_NAMES = _words(
    """An Bai Bae Bo Cai Cao Chan Chang Chen Cheng Cheung Cho Choe Choi Chu Chung Cui Dai Deng Ding
    Dong Du Fan Fang Feng Fu Gao Geng Gong Gu Guo Ha Hahn Han He Ho Hong Hou Hu Hua Huang Hwang Jang
    Jeong Ji Jia Jiang Jin Jo Joo Jung Kang Kim Ko Kong Kwon Lam Lai Lau Lee Leung Li Liang Liao Lim
    Lin Liu Lo Long Lu Luo Lv Ma Mao Meng Min Moon Nam Ng Noh Oh Pan Park Peng Qian Qiao Qin Ren Rhee
    Ri Roh Ryu Seo Shen Shi Shin Sim Sin Son Song Su Suh Sun Tan Tang Tao Tian Tong Tsai Tsang Wan
    Wang Wei Wen Won Wong Woo Wu Xi Xia Xiao Xie Xu Xue Yan Yang Yao Ye Yeo Yi Yin Yoo Yoon Yu Yuan
    Yun Zeng Zhai Zhang Zhao Zheng Zhou Zhu Zou"""
)

HONORIFICS = _words(
    """mr mrs ms miss mx dr prof professor sir dame lord lady baroness baron judge justice president
    vice-president vice prime premier minister pm secretary senator sen rep representative congressman
    congresswoman governor gov mayor chancellor chairman chairwoman chair chief speaker spokesman
    spokeswoman spokesperson ambassador envoy king queen prince princess emperor emir sheikh sheikha
    sultan pope cardinal archbishop bishop rabbi imam ayatollah mullah maulana mufti hojatoleslam
    general gen lieutenant lt colonel col major maj captain capt sergeant sgt admiral adm commander
    cmdr marshal brigadier brig director commissioner comrade leader candidate attorney inspector
    officer deputy incumbent nominee tycoon billionaire businessman presidential dictator strongman
    opposition first army"""
)
"""Words that stand before a family name without being a given name; compared in lower case, no full stop."""

PRIVATE_TITLES = _words(
    """mr mrs ms miss dr sen rep sgt lt capt cpl pvt officer detective judge coach justice congressman
    congresswoman attorney deputy sheriff trooper quarterback actor actress singer"""
)
"""Words before which a place name is a person's."""

STARTERS = _words(
    """a about after again against all although an and another any are as asked at because before but
    by can could despite did do does during earlier even every few following for former from had has
    have he her his how however i if in instead is it its last later like many may meanwhile most
    nearly no nor not now of on once one only or our outside over previously recently she should since
    so some soon still such than that the their then there therefore these they this those though
    through thus to today tomorrow tonight two under unlike until upon was we were what when where
    whereas whether which while who whom whose why will with within without would yesterday yet you
    monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december inside beyond between both here just let says said call
    meet watch read see also ex anti pro east west north south middle save"""
)
"""Words that a sentence opens with, and calendar words: capitals before a name that are no given name."""

FOLLOWERS = _words(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june
    july august september october november december administration government cabinet says said warns
    tells urges vows meets calls asks wants denies rejects will is was has to in on at of for as and
    or but with over after by from against not again who he she it i we they the a an his her jr sr"""
)
"""Capitalised words that may follow a family name without making it part of another name."""

GIVEN_NAMES = _words(
    """Aaron Abby Abdul Abdullah Abigail Adam Adrian Ahmad Ahmed Alan Albert Alejandro Alex Alexander
    Alexandra Alexei Alfred Ali Alice Alicia Alison Allen Allison Alyssa Amanda Amber Amy Ana
    Anastasia Andre Andrea Andrei Andrew Andy Angela Anita Ann Anna Anne Annie Anthony Antonio April
    Arthur Asha Ashley Audrey Barack Barbara Barry Ben Benjamin Bernard Bernie Beth Betty Bill Billy
    Bob Bobby Boris Brad Bradley Brandon Brenda Brent Brett Brian Bruce Bryan Burt Caitlin Calvin
    Cameron Carl Carla Carlos Carmen Carol Caroline Carolyn Carrie Casey Catherine Charles Charlie
    Cheryl Chris Christian Christina Christine Christopher Cindy Claire Claude Clinton Cody Colin
    Connie Connor Corey Craig Crystal Curtis Cynthia Dale Damian Dan Daniel Danielle Danny Darrell
    Darren Daryl Dave David Dawn DeAndre Dean Deborah Debbie Debra Dennis Denise Derek Diana Diane
    Diego Dmitry Dominic Don Donald Donna Doris Dorothy Doug Douglas Duane Dustin Dwight Dylan Earl
    Eddie Edgar Eduardo Edward Edwin Eileen Elaine Eleanor Elena Eli Elijah Elizabeth Ella Ellen Emily
    Emma Emmanuel Eric Erica Erik Erin Ernest Ernesto Ethan Eugene Eva Evan Evelyn Fatima Felix
    Fernando Fiona Fran Frances Francis Francisco Franklin Fred Frederick Gabriel Gail Gareth Gary
    Gavin Gene Geoff George Gerald Gerard Gina Glen Glenn Gloria Gordon Graham Greg Gregory Guillermo
    Gwen Hamid Hannah Harold Harriet Harry Harvey Hassan Heather Hector Heidi Helen Henry Herbert
    Herman Hillary Holly Howard Hugh Hugo Hussein Ian Ibrahim Igor Imran Ingrid Irene Irving Isaac
    Isabel Isabella Ivan Ivanka Jack Jacob Jacqueline Jacques Jaime Jake James Jamie Jan Jane Janet
    Janice Jared Jason Javier Jay Jean Jeff Jeffrey Jennifer Jenny Jeremiah Jeremy Jerome Jerry Jesse
    Jessica Jessie Jill Jim Jimmy Jo Joan Joanna Joanne Joaquin Joe Joel Johan Johannes John Johnny
    Jon Jonathan Jorge Jose Joseph Josh Joshua Joyce Juan Juanita Judith Judy Julia Julian Julie Julio
    June Justin Kara Karen Karl Kate Katherine Kathleen Kathryn Kathy Katie Kay Keith Kelly Ken
    Kenneth Kerry Kevin Kim Kimberly Kirk Kirsten Kristen Kristin Kurt Kyle Lance Larry Laura Lauren
    Laurie Lawrence Leah Lee Leo Leon Leonard Leroy Leslie Lewis Liam Linda Lindsay Lindsey Lisa Liz
    Lloyd Logan Lois Lori Lorraine Louis Louise Lucas Lucy Luis Luke Lynn Madeline Malcolm Manuel Marc
    Marcia Marco Marcus Margaret Maria Marian Marie Marilyn Mario Marion Marjorie Marlene Marsha
    Marshall Martha Martin Marvin Mary Mathew Matt Matthew Maureen Maurice Max Megan Melanie Melinda
    Melissa Meredith Michael Michel Michele Michelle Miguel Mike Mikhail Mildred Milton Miranda Mitch
    Mitchell Mohamed Mohammad Mohammed Molly Monica Morgan Muhammad Myron Nancy Naomi Natalie Nathan
    Nathaniel Neil Nicholas Nick Nicole Nigel Nikki Nina Noah Nora Norman Olga Oliver Olivia Omar
    Oscar Pablo Pamela Pat Patricia Patrick Paul Paula Pauline Pedro Peggy Penny Peter Phil Philip
    Phillip Phyllis Pierre Rachel Ralph Ramon Randall Randy Raul Ray Raymond Rebecca Regina Ricardo
    Richard Rick Ricky Rita Rob Robert Roberta Roberto Robin Rodney Roger Roland Ron Ronald Ronnie
    Rosa Rose Ross Roy Ruben Ruby Russell Ruth Ryan Sally Sam Samantha Samuel Sandra Sara Sarah Scott
    Sean Sergei Seth Shane Shannon Sharon Shaun Shawn Sheila Shelly Sherry Shirley Simon Sonia Stacey
    Stacy Stan Stanley Stella Stephanie Stephen Steve Steven Stewart Stuart Sue Susan Suzanne Sylvia
    Tamara Tammy Tanya Tara Ted Teresa Terrence Terry Thelma Theodore Theresa Thomas Tim Timothy Tina
    Todd Tom Tommy Tony Tracy Travis Trevor Tyler Tyrone Valerie Vanessa Vera Vernon Vicki Vincent
    Viktor Vivian Vladimir Walter Wanda Warren Wayne Wendy Wilhelm William Willie Xavier Yolanda
    Yvonne Zach Zachary"""
)
"""Frequent given names that are neither places nor ordinary words."""

PLACES_AS_GIVEN_NAMES = _words(
    """Jordan Chad Georgia Israel Kenya India Paris Sydney London Austin Charlotte Florence Victoria
    Sofia Lincoln Jackson Madison Dallas Houston Denver Virginia Carolina Dakota Montana Savannah
    Brooklyn Chelsea Milan Orlando Cleveland Salvador Santiago Kingston Lourdes Cuba Ireland Holland
    America Brittany Phoenix Asia Adelaide Alexandria Petra Diego Valencia Geneva Verona Vienna Troy
    Tyler Marion Kent Preston Lisbon Nevada Indiana Arizona Tennessee"""
)
"""Places that are also given names: before a family name they are a person."""

NOT_FAMILY_NAMES = _words(
    """Defense Defence Ministry Minister Government Army Police President Prime King Queen Parliament
    Senate House Supreme Court National Central Bank Valley River Airlines Airways Air International
    University Institute Times Today Post News Football Cricket Stock Exchange Street Street's Rangers
    Security Forces Force State Department District County City Council Secretary Gov Governor
    Republican Democrat Republicans Democrats Foreign Embassy Navy Coast Guard Water Power Energy Oil
    Gas Airport Hospital School Museum Festival Summit Agreement Accord Treaty Talks Peace Border
    Bureau Agency Association Federation League Cup Open Olympic Olympics Championship Committee
    Commission Center Centre Conference Convention Attorney Lt Rep Sen Mayor Legislature Assembly
    Congress Tech Bulldogs Zone Territory Authority Red Islamic Muslim Jewish Christian Arab Kurdish
    Team Club United GDP COVID Covid Island Islands Peninsula Desert Sea Gulf Strait Canal Bay
    Mountains Monday Tuesday Wednesday Thursday Friday Saturday Sunday January February March April
    May June July August September October November December Beyond Inc Corp Ltd Co LLC Day Week Month
    Year Resolution War Crisis Says Said To In On At Of For And Or But With After From By As The A An
    Is Was Will Has Not"""
)
"""Capitalised words that follow a place without making it a person."""

NOT_IN_OFFICE = _words(
    """former ex then deputy vice assistant shadow acting interim next future incoming outgoing
    designate junior caretaker a an any no every each two three several first new one-time onetime
    ousted late retired associate as becomes became become was elected appointed named opposition prime under"""
)
"""Words before an office that say its holder is not meant."""

LOCAL = _words(
    """County Township Street Avenue Road Creek Elementary Boulevard Drive Lane Blvd Ave Ave. St.
    Borough Parish Expressway Turnpike Cemetery Mall Apartments Heights"""
)
"""Words behind a place name that make it a street or a county."""

LANGUAGES = _words(
    """English French German Italian Spanish Portuguese Dutch Swedish Danish Norwegian Finnish Russian
    Ukrainian Polish Czech Slovak Hungarian Romanian Bulgarian Greek Turkish Persian Chinese Japanese
    Korean Vietnamese Thai Burmese Nepali Somali Swazi Malagasy Icelandic Irish Welsh Georgian Armenian
    Mongolian Uzbek Kazakh Tajik Albanian Macedonian Serbian Croatian Bosnian Slovenian Latvian
    Lithuanian Estonian Indonesian"""
)
"""Demonyms that are languages too."""

PRONOUN_BEFORE = _words("""give let tell join help show of for with about contact follow to among all both""")
"""Words before a shouted "US" that make it a pronoun."""

WHERE = _words(
    """in at near from to of outside around across into through over inside throughout within toward
    towards with for by on against between via about per"""
)
"""Prepositions before a place where somebody else acts."""

BEFORE_SUBJECT = _words(
    """and but or yet so that because if when whenever while as although though since until unless before
    after whether where why how what which than once then now later today yesterday tomorrow meanwhile also
    even only both perhaps here there again thinks think thought knows know hope adds added argues argued
    wrote noted notes alleged alleges maintaining adding claiming insisting fearing hoping meaning highlights"""
)
"""Words in small letters before the subject of a sentence or clause."""

SPEECH = _words(
    """accuse accused accuses accusing acknowledged acknowledges admits admitted agree agreed agrees
    annexed annexes announce announced announces approved approves asked asks attacked attacks backed
    backing backs banned bans believed believes blamed blames called calling calls claimed claims
    committed concerned condemn condemned condemns confirmed confirms considered considering considers
    cuts decided decides declared declares demanded demanding demands denied denies deny deployed
    deploys determined expected expelled expels feared fears helping hoped hopes hosted hosts imposed
    imposes insisted insists invaded invades joined joins launched launches lifted lifts maintained
    maintains mediated mediates negotiated negotiates offered offers opposed opposes planned planning
    plans pledged pledges prepared promise promised promises proposed proposes pushing ready recalled
    recalls recognised recognises recognized recognizes refused refuses reject rejected rejects
    responded responds responsible retaliated retaliates said say saying says seeking seeks sending
    sends sent severed severs signed signs sought summoned summons supported supporting supports
    suspended suspends tells threatened threatening threatens told tried tries trying urge urged urges
    urging voted votes vowed vows wanted wants warn warned warning warns welcomed welcomes willing"""
)
"""Verbs, and words behind "is", by which a place acts as a government."""

HELPERS = _words(
    """again already also always and are been being can could did do does earlier even formally had has
    have immediately is largely later long may might must never not now officially often only publicly
    quickly recently repeatedly should since still strongly then today was were will would yesterday"""
)
"""Words between a government and its verb."""
