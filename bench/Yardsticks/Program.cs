using System.Diagnostics;
using System.Globalization;
using Upshot.Yardsticks;
using Upshot.Yardsticks.Petshop;

// Runs every yardstick whose data are there and prints result, line to beat and floor.
//
//   dotnet run -c Release --project bench/Yardsticks [-- DATA [SET …]]
//   dotnet run -c Release --project bench/Yardsticks -- convert-petshop FROM TO
//
// DATA is the folder of the data sets (by default the environment's UPSHOT_DATA, then ../shared/data); a set is a name of the list below.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["convert-petshop", var from, var to])
{
    PetshopFile.Convert(from, to);
    return;
}

var data = args.FirstOrDefault() ?? Environment.GetEnvironmentVariable("UPSHOT_DATA") ?? "../shared/data";
var chosen = args.Skip(1).ToHashSet(StringComparer.OrdinalIgnoreCase);
Console.WriteLine($"{"set",-12} {"measure",-62} {"result",8} {"to beat",8} {"floor",8}");
foreach (var (name, isFile, run) in Sets.All)
{
    var folder = Path.Combine(data, name);
    if (chosen.Count > 0 && !chosen.Contains(name))
    {
        continue;
    }

    if (isFile && !Directory.Exists(folder))
    {
        Console.WriteLine($"{name,-12} not measured: there is no folder {folder}");
        continue;
    }

    var watch = Stopwatch.StartNew();
    foreach (var figure in run(folder))
    {
        Console.WriteLine($"{figure.Set,-12} {figure.Measure,-62} {figure.Result,8:0.000} {Shown(figure.LineToBeat),8} {Shown(figure.Floor),8}");
    }

    Console.WriteLine($"{name,-12} {$"took {watch.Elapsed.TotalSeconds:0.0} s",-62}");
}

static string Shown(double value) => double.IsNaN(value) ? "" : value.ToString("0.000", CultureInfo.InvariantCulture);
