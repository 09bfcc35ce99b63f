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
    """Audrey Alejandro Angela Allison Andre Abigail Alicia Abby Alan Amanda Andy Antonio Amber Ann
    Antoine Albert Alexei Ahmad Anthony Andrew Alyssa Alison Alice April Anita Anne Ana Andrei Amy Alex
    Alfred Arthur Ashley Alexandra Adam Abdul Ahmed Asha Aaron Allen Annie Abdullah Anastasia Ali
    Alexander Adrian Anna Andrea Betty Bradley Brett Bryan Benjamin Barbara Boris Billy Brian Beth Brenda
    Bernard Bobby Ben Bill Burt Barack Brent Bruce Brad Bob Bernie Barry Brandon Cindy Carrie Cedric Corey
    Charles Clifford Curtis Carl Colin Casey Caitlin Caroline Carol Chris Carlos Clive Carla Claire
    Clinton Christian Carmen Crystal Christina Cheryl Claude Catherine Christine Carolyn Calvin Craig
    Connie Cyril Christopher Clarence Cody Charlie Cameron Cynthia Connor Donald Dorothy Dmitry Dewey
    Douglas Debbie Darrell Damian Dwayne Dave Darren Darius Dustin Dominic Denise Duane Don Daniel
    Danielle Derek Debra Dwight Doug DeAndre Dean Doris Daryl Diana Deborah Donna Danny David Dennis Dale
    Dan Dawn Diane Dylan Diego Emmett Elijah Elena Edwin Ernesto Erica Emma Erik Eric Eduardo Elizabeth
    Elaine Eddie Eli Emily Eleanor Ellen Edgar Eva Ernest Evelyn Eugene Eileen Ella Erin Elmer Earl
    Emmanuel Ethan Edward Evan Everett Felix Freddie Fatima Fran Frederick Fiona Felicia Frances Forrest
    Fred Franklin Fernando Francisco Floyd Francis Gerald Glen Gregory Graham Gary Geoff Gloria Greg
    Gladys Galen Gail Gina Gwen Gerard Gabriel Glenn George Gene Gordon Gareth Guillermo Gavin Heather
    Hillary Horace Harold Hector Harry Howard Hamid Holly Heidi Harvey Helen Hugo Harriet Herman Harley
    Hassan Homer Herbert Hussein Hugh Hannah Henry Isaac Irving Irma Irene Isabel Isabella Ivanka Igor
    Ingrid Ian Ivan Imran Ibrahim Jody Jake John Jeremy Jeff Jean Jerome Jeffrey Jacques Jason Joshua
    Johan Jimmy Joan Juan Jacqueline Jim Jacob Jo June Jared Joseph James Juanita Jerry Joel Jenny Javier
    Jonathan Jose Janice Joanne Joanna Josephine Joaquin Jan Joyce Jay Johannes Jaime Jamie Jennifer Jesse
    Jack Jessica Jessie Jolene Justin Judy Johnny Julie Judith Josh Jorge Julio Janet Jeremiah Jill Joe
    Jermaine Jamal Jane Julia Julian Jon Karl Katherine Kirk Katie Kristin Kathy Kelly Kristen Kurt Kate
    Kobe Kirsten Kay Ken Kara Kathryn Kerry Kenneth Kathleen Kevin Kim Keith Keisha Kimberly Kyle Karen
    Luke Leonard Lewis Louis Lance Logan Lois Lynn Leah Leon Liam Lucas Lester Lee Lisa Linda Leroy Lori
    Latoya Lauren Lawrence Lindsay Laurie Lucy Leslie Liz Lloyd Laura LeBron Lorraine Larry Luther Leo
    Lindsey Louise Luis Martin Maria Michele Mario Mike Murray Max Madeline Mohammed Mandy Meredith
    Mohammad Morris Mitch Marco Michael Melanie Myra Muhammad Marjorie Marilyn Morgan Marlene Mitchell
    Muriel Mary Marie Megan Matt Melinda Matthew Mildred Marsha Marian Michelle Monica Michel Mathew
    Mikhail Marc Marion Maurice Marshall Marcus Myron Maggie Miranda Martha Malik Milton Margaret Maureen
    Marvin Marcia Mabel Melvin Malcolm Miguel Mohamed Molly Manuel Melissa Nikki Nancy Nick Nelson Nigel
    Neville Nadine Neil Nicholas Natalie Nicole Norman Nathaniel Noah Nora Naomi Nathan Nina Olivia Omar
    Otto Oliver Oscar Olga Owen Peter Percy Pamela Pat Paula Patricia Peggy Pablo Phillip Patrick Phil
    Perry Philip Penny Pedro Paul Pierre Pauline Phyllis Russell Roberto Regina Ricky Rachel Ron Ronald
    Rosalind Robert Rita Rose Ruth Rick Rupert Richard Roland Ramon Ray Ross Rob Roger Rebecca Ruby
    Raymond Ricardo Roberta Randall Robin Ryan Ralph Roy Ruben Rodney Rosa Randy Raul Ronnie Rex Reginald
    Steve Sidney Shaquille Seth Shelly Stacy Sara Sharon Shaun Stella Stewart Spencer Sally Simon Sean
    Scott Samuel Stephanie Stacey Susan Steven Shane Stuart Stephen Sarah Shirley Sergei Samantha Sherry
    Shannon Shawn Suzanne Stan Sheila Sonia Sandra Sam Sue Sylvia Stanley Thomas Teresa Thelma Timothy
    Tanya Terry Theresa Tommy Tom Tony Terrence Todd Tamika Trevor Tina Tyrone Tamara Ted Tim Tara
    Theodore Travis Tyler Tracy Tammy Vincent Vanessa Vera Valerie Viktor Vernon Vladimir Vivian Vicki
    William Wayne Warren Winston Willie Wesley Wilhelm Wanda Wendell Wendy Walter Xavier Yolanda Yvonne
    Zachary Zach"""
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

GENERIC_WORDS = _words(
    """American European African Asian Latin Western Eastern Northern Southern North South East West
    Middle Global World International Regional Local Public Private Free New Old Great Grand Good First
    Second Third High Higher General Chief Royal Imperial Holy Catholic Orthodox Protestant Christian
    Muslim Jewish Democratic Social Socialist Communist Liberal Conservative Labour Labor Green People
    People's Workers Women Women's Children Children's Youth Student Students Human Civil Criminal Legal
    Justice Health Medical Education Higher Science Technology Research Development Economic Financial
    Trade Labour Agriculture Food Environment Environmental Transport Tourism Media Press Radio
    Television Digital Electoral Election Constitutional Union Unions Group Company Corporation Party
    Movement Front Alliance Coalition Office Board Fund Foundation Trust House Society Academy College
    Faculty Church Court Commerce Chamber Special Strategic Joint Common Independent Permanent
    Presidential Federal Armed Military Naval Palace Royal Crown Big Home Community Family United"""
)
"""Words with which bodies begin or end their names, that alone are no name of theirs."""

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

TOWNS_LIKE_COUNTRIES = _words(
    "lebanon palestine jordan cuba peru mexico poland norway holland jamaica brazil malta"
)
"""Countries after which American towns are named; in lower case."""

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
    annex annexed annexes announce announced announces approve approved approves asked asks attacked
    attacks backed backing backs ban banned bans believed believes blamed blames called calling
    calls claimed claims committed concerned condemn condemned condemns confirmed confirms
    considered considering considers cuts decided decides declared declares demanded demanding
    demands denied denies deny deployed deploys deport deported deports determined devalued devalues
    expected expel expelled expels extradite extradited extradites feared fears helping hoped hopes
    hosted hosts impose imposed imposes insisted insists invade invaded invades joined joins
    launched launches legalised legalized lifted lifts maintained maintains mediated mediates
    mobilised mobilized nationalised nationalized negotiate negotiated negotiates offered offers
    oppose opposed opposes outlawed outlaws pardoned planned planning plans pledged pledges prepared
    promise promised promises proposed proposes protest protested protests pushing ratified ratifies
    ratify ratifying ready recall recalled recalls recognise recognised recognises recognize
    recognized recognizes refused refuses reject rejected rejects repatriated respond responded
    responds responsible retaliate retaliated retaliates retaliating said say saying says seeking
    seeks sending sends sent severed severs signed signs sought summon summoned summons supported
    supporting supports suspend suspended suspends tells test-fired test-fires threatened
    threatening threatens told tried tries trying urge urged urges urging voted votes vowed vows
    wanted wants warn warned warning warns welcomed welcomes willing withdraw withdraws withdrew"""
)
"""Verbs, and words behind "is", by which a place acts as a government."""

HELPERS = _words(
    """again already also always and are been being can could did do does earlier even formally had has
    have immediately is largely later long may might must never not now officially often only
    publicly quickly recently repeatedly should since still strongly then today was were will would
    yesterday"""
)
"""Words between a government and its verb."""
