namespace Upshot.Privacy.Corpus;

/// <summary>The whole corpus: as many planted values of each kind, and as many look-alikes in all.</summary>
internal static class PrivacyCorpus
{
    /// <param name="half">0: to make a detector with; 1: to measure it on. Words, names of attributes and people differ.</param>
    public static IReadOnlyList<PlantedCase> Make(int seed, int half, int ofEachKind)
    {
        var cases = new List<PlantedCase>();
        var draw = new Draw(seed, half);
        foreach (var (kind, make) in Planted.Kinds)
        {
            for (var i = 0; i < ofEachKind; i++)
            {
                var (language, name, text) = make(draw);
                cases.Add(new(kind, language, name, text, true));
            }
        }

        var others = cases.Count;
        for (var i = 0; i < others; i++)
        {
            var (kind, make) = LookAlikes.Kinds[i % LookAlikes.Kinds.Length];
            var (name, text) = make(draw);
            cases.Add(new(kind, "", name, text, false));
        }

        return cases;
    }
}
