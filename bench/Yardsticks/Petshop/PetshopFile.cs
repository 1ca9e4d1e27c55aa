using System.Globalization;
using System.Text;
using Upshot.Decide;
using Upshot.Decide.Csv;
using Upshot.Decide.ServiceGraphs;

namespace Upshot.Yardsticks.Petshop;

/// <summary>The layout of the PetShop data: a column for each node, metric and statistic, named by three header lines.</summary>
internal static class PetshopFile
{
    /// <summary>The same in the long form that <c>upshot explain graph</c> reads.</summary>
    public static string ToLongForm(string file)
    {
        var problems = new List<FileProblem>();
        var table = CsvTable.Read(File.ReadAllBytes(file), file, problems) ?? throw new InvalidDataException(problems[0].ToString());
        var (metrics, statistics) = (table.Rows[0].Fields, table.Rows[1].Fields);
        var text = new StringBuilder("time,node,metric,statistic,value\n");
        foreach (var row in table.Rows.Skip(2).Where(r => double.TryParse(r.Fields[0], NumberStyles.Float, CultureInfo.InvariantCulture, out _)))
        {
            for (var c = 1; c < table.Columns.Count; c++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{row.Fields[0]},\"{table.Columns[c]}\",{metrics[c]},{statistics[c]},{row.Fields[c]}\n");
            }
        }

        return text.ToString();
    }

    public static ServiceMetrics Read(string file)
    {
        var problems = new List<FileProblem>();
        return ServiceMetricsFile.Read(Encoding.UTF8.GetBytes(ToLongForm(file)), file, problems) ?? throw new InvalidDataException(problems[0].ToString());
    }

    public static CallGraph ReadGraph(string file)
    {
        var problems = new List<FileProblem>();
        return CallGraph.Read(File.ReadAllBytes(file), file, problems) ?? throw new InvalidDataException(problems[0].ToString());
    }

    /// <summary>Writes every metrics file below a folder in long form, beside the graph, in the same tree.</summary>
    public static void Convert(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (Path.GetFileName(file) == "metrics.csv")
            {
                File.WriteAllText(target, ToLongForm(file));
            }
            else
            {
                File.Copy(file, target, overwrite: true);
            }
        }
    }
}
