/// Words that say nothing about a text's subject, in the languages that most blogs are written in. Data, not a policy: what
/// is missing here only weighs a little more.
enum StopWords {
    static let names = Set(
        (english + german + french + spanish + portuguese + italian + dutch).split(whereSeparator: \.isWhitespace)
            .map { WordCounter.hash($0.utf8) })

    private static let english = """
        about above after again against all also always and another any are aren around away back because been before
        being below best better between both but can cannot could couldn did didn does doesn doing don done down during
        each even every few first for from further get gets getting give given goes going good got great had hadn has
        hasn have haven having her here hers herself him himself his how however into isn its itself just keep know last
        least less let like little long look made make makes making many may maybe might more most much must myself need
        new next not nothing now off often once one only other our ours ourselves out over own part people put quite
        rather really right same say see set several shan she should shouldn since some something still such sure take
        than that the their theirs them themselves then there these they thing things think this those though three
        through time too two under until upon use used using very want was wasn way well went were weren what when where
        whether which while who whom why will with within without won work would wouldn year years yes yet you your
        yours yourself
        """
    private static let german = """
        aber alle als also andere auch auf aus bei beim bin bis bist damit dann das dass dein dem den denn der des dich
        die dies diese diesem diesen dieser dieses dir doch dort durch ein eine einem einen einer eines einmal etwas euch
        für gegen gibt haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre immer ist jede jeder jedes jetzt
        kann kein keine können könnte machen man manche mehr mein meine mich mir mit muss müssen nach nicht nichts noch
        nun nur oder ohne schon sehr sein seine seit selbst sich sie sind soll sollte sondern sonst über und uns unser
        unter viel vom von vor wann war waren warum was weil welche wenn wer werden wie wieder will wir wird wo wurde
        wurden würde zum zur zwar zwischen
        """
    private static let french = """
        alors aucun aussi autre autres aux avant avec avoir avait bien car ceci cela ces cet cette ceux chaque comme
        comment dans depuis des deux dire doit donc dont elle elles encore entre est été être eux fait faire fois font
        hors ici ils jamais juste lors lui mais même mes moins mon non nos notre nous nouveau par parce pas peu peut
        plus plusieurs pour pourquoi quand que quel quelle quelles quels qui sans sera ses seulement son sont sous sur
        tandis tellement tels tes ton tous tout toute toutes très trop une vers voir vos votre vous
        """
    private static let spanish = """
        algo algunas algunos ante antes aunque bien cada como con contra cual cuando desde donde dos ella ellas ellos
        entre era eran esa ese eso esta está están este esto estos fue fueron había hace hacer hacia han hasta hay las
        los más mejor mientras mucho muy nada nos nosotros nuestro otra otro otros para pero poco por porque pues puede
        que quien ser sido siempre sin sino sobre solo son sus también tan tanto tener tiene tienen todo todos una unas
        uno unos vez
        """
    private static let portuguese = """
        ainda algo alguns ante antes apenas aqui assim até bem cada coisa com como das dela dele deles depois desde dos
        ela elas ele eles em entre era essa esse esta está este eu foi foram havia isso isto já lhe mais mas mesmo meu
        minha muito não nas nem nos nós nossa nosso num numa onde ou outra outro para pela pelo pode por porque quando
        que quem são sem sempre ser seu seus sobre sua suas também tem têm ter toda todo todos uma umas você
        """
    private static let italian = """
        alla alle altri altro anche ancora aveva bene che chi come con così cosa dai dal dalla degli dei del della delle
        dello deve di dopo dove due ecco era essere fare fatto fra gli ha hanno ho il in invece la le lei lo loro lui ma
        meglio mentre mia mio molto nei nel nella noi non nostro nulla ogni oltre ora per perché più poi prima proprio
        può quale quando quella quelle quelli quello questa queste questi questo qui sarà se sempre senza sia sono sopra
        sotto stata stato sua sue sul sulla suo suoi tra tutti tutto una uno
        """
    private static let dutch = """
        aan als altijd andere ben bij daar dan dat deze dit doch doen door dus een eens ene enkele er geen geweest haar
        had heb hebben heeft hem het hier hij hoe hun iets ik ja je kan kon kunnen maar maken me meer men met mij mijn
        moet naar niet niets nog nu of om omdat onder ons ook op over reeds te tegen toch toen tot uit uw van veel voor
        want waren was wat we wel werd wezen wie wij wil worden wordt zal zelf zich zij zijn zo zonder zou
        """
}
