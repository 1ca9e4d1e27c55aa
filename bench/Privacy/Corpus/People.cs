namespace Upshot.Privacy.Corpus;

/// <summary>Names of invented people, by language.</summary>
internal sealed record People(string Language, string[] First, string[] Last)
{
    public static readonly People[] All =
    [
        new("en", ["Olivia", "George", "Amelia", "Harry", "Grace", "Arthur", "Freya", "Oscar"], ["Thompson", "Whitfield", "Okafor", "O'Connor", "Baker-Hughes", "Ellis", "MacDonald", "Pritchard"]),
        new("de", ["Anneliese", "Jürgen", "Katharina", "Wolfgang", "Lena", "Matthias", "Heike", "Sören"], ["Müller", "Schäfer", "von Hagen", "Großmann", "Vogel", "Lindner", "Brandt", "Weiß"]),
        new("fr", ["Élodie", "Benoît", "Chloé", "Mathieu", "Aurélie", "Jean-Luc", "Camille", "Thibault"], ["Lefèvre", "Moreau", "de la Fontaine", "Girard", "Rousseau", "Petit", "Chevalier", "Dubois"]),
        new("es", ["María", "Alejandro", "Lucía", "Íñigo", "Carmen", "Javier", "Pilar", "Sergio"], ["García", "Núñez", "Fernández", "Ortega", "Ibáñez", "Romero", "Castillo", "Peña"]),
        new("it", ["Giulia", "Lorenzo", "Chiara", "Matteo", "Francesca", "Davide", "Sofia", "Niccolò"], ["Rossi", "Bianchi", "Esposito", "De Luca", "Ferrari", "Conti", "Marino", "D'Angelo"]),
        new("pl", ["Małgorzata", "Łukasz", "Agnieszka", "Wojciech", "Zofia", "Stanisław", "Ewa", "Krzysztof"], ["Kowalska", "Wiśniewski", "Zielińska", "Dąbrowski", "Nowak", "Wójcik", "Lewandowska", "Mazur"]),
        new("nl", ["Sanne", "Joost", "Femke", "Bram", "Lotte", "Ruben", "Anouk", "Thijs"], ["de Vries", "Jansen", "van den Berg", "Bakker", "Visser", "Smit", "Mulder", "Dekker"]),
        new("sv", ["Åsa", "Björn", "Linnéa", "Håkan", "Ingrid", "Göran", "Maja", "Nils"], ["Lindström", "Åkesson", "Bergqvist", "Nyström", "Sjöberg", "Holm", "Ekdahl", "Öberg"]),
        new("pt", ["João", "Beatriz", "Tiago", "Inês", "Gonçalo", "Mariana", "Rui", "Catarina"], ["Gonçalves", "Ribeiro", "da Silva", "Carvalho", "Araújo", "Teixeira", "Pereira", "Matos"]),
        new("tr", ["Ayşe", "Mehmet", "Zeynep", "Emre", "Elif", "Çağlar", "Defne", "Burak"], ["Yılmaz", "Öztürk", "Şahin", "Demir", "Kılıç", "Aydın", "Çelik", "Arslan"]),
        new("ru", ["Ирина", "Дмитрий", "Ольга", "Сергей", "Наталья", "Алексей", "Мария", "Павел"], ["Иванова", "Смирнов", "Кузнецова", "Попов", "Соколова", "Морозов", "Волкова", "Лебедев"]),
        new("ja", ["花子", "健太", "美咲", "翔", "陽子", "大輔", "愛", "誠"], ["佐藤", "鈴木", "高橋", "田中", "伊藤", "渡辺", "山本", "中村"]),
        new("zh", ["伟", "芳", "秀英", "娜", "敏", "静", "磊", "强"], ["王", "李", "张", "刘", "陈", "杨", "赵", "黄"]),
    ];

    public bool IsEastern => Language is "ja" or "zh";

    public string Name(Draw draw) => IsEastern ? draw.Of(Last) + (Language == "ja" ? " " : "") + draw.Of(First) : $"{draw.Of(First)} {draw.Of(Last)}";
}
