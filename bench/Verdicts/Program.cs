using System.Diagnostics;
using System.Globalization;
using Upshot.Verdicts;

// dotnet run -c Release --project bench/Verdicts [--runs 300] [--threads 1] [--only TEXT] [--seconds 0: a situation takes as long as its runs do]
var runs = int.Parse(Option("--runs", "300"), CultureInfo.InvariantCulture);
var threads = int.Parse(Option("--threads", "1"), CultureInfo.InvariantCulture);
var only = Option("--only", "");
var most = TimeSpan.FromSeconds(double.Parse(Option("--seconds", "0"), CultureInfo.InvariantCulture));
var failed = 0;
string? group = null;
foreach (var situation in Situations.All().Where(s => $"{s.Group}, {s.Name}".Contains(only, StringComparison.OrdinalIgnoreCase)))
{
    if (situation.Group != group)
    {
        group = situation.Group;
        Console.WriteLine($"\n| {group} | bar | measured | ± | runs | ms a run | |\n|---|---|---|---|---|---|---|");
    }

    var clock = Stopwatch.StartNew();
    var measured = situation.Measure(runs, threads, most);
    var holds = measured.Holds() ? "holds" : measured.Holds(2) ? "within the error" : "fails";
    failed += holds == "fails" ? 1 : 0;
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {situation.Name} | {(situation.AtMost ? "≤" : "≥")} {situation.Bound} | {measured.Share:0.000} | {measured.Error:0.000} | {measured.Runs} | {clock.Elapsed.TotalMilliseconds / Math.Max(1, measured.Tried):0.#} | {holds} |"));
}

return failed == 0 ? 0 : 2;

string Option(string name, string otherwise)
{
    var at = Array.IndexOf(args, name);
    return at >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
}
