using System.Globalization;
using Upshot.Decide.PersonalData;
using Upshot.Privacy.Corpus;

// How many planted personal values upshot privacy finds, and how many look-alikes it takes for some.
//
//   dotnet run -c Release --project bench/Privacy [-- SEED [missed]]
//
// The corpus is drawn: half 0 of words, names and attributes was there to make the detector with, half 1 to measure it on.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var seed = args.Length > 0 ? int.Parse(args[0]) : 1;
foreach (var half in new[] { 0, 1 })
{
    var judged = PrivacyCorpus.Make(seed, half, ofEachKind: 400).Select(c => (Case: c, Found: PersonalText.Find(c.Name, c.Text))).ToList();
    Console.WriteLine($"half {half}: {judged.Count:#,0} values");
    foreach (var kind in judged.GroupBy(j => (j.Case.IsPersonal, j.Case.Kind)))
    {
        Console.WriteLine($"  {(kind.Key.IsPersonal ? "planted   " : "look-alike")} {kind.Key.Kind,-20} {kind.Count(),5} of which found {kind.Count(j => j.Found is not null),5}");
    }

    var (found, wrong, planted) = (judged.Count(j => j.Case.IsPersonal && j.Found is not null), judged.Count(j => !j.Case.IsPersonal && j.Found is not null), judged.Count(j => j.Case.IsPersonal));
    Console.WriteLine($"  recall {(double)found / planted:0.000}, precision {(double)found / (found + wrong):0.000}");
    if (args is [_, "missed"])
    {
        foreach (var (@case, hit) in judged.Where(j => j.Case.IsPersonal != j.Found is not null).DistinctBy(j => (j.Case.Kind, j.Case.Name, j.Case.Text.Length)).Take(80))
        {
            Console.WriteLine($"    {(@case.IsPersonal ? "missed" : $"wrong ({hit!.Value.Kind})")} {@case.Kind}: {@case.Name} = {@case.Text}");
        }
    }
}
