using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Upshot.Bench;

/// <summary>Figures in the order they were taken; several of one name become minimum, median and maximum.</summary>
internal sealed class Report
{
    private readonly List<(string Section, string Name, string Unit, string Target, List<double> Values)> _figures = [];
    private readonly List<string> _notes = [];

    public void Add(string section, string name, double value, string unit, string target = "")
    {
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{section}: {name} {value:#,0.##} {unit}"));
        var index = _figures.FindIndex(f => f.Section == section && f.Name == name);
        if (index < 0)
        {
            _figures.Add((section, name, unit, target, [value]));
        }
        else
        {
            _figures[index].Values.Add(value);
        }
    }

    public void Note(string note)
    {
        Console.Error.WriteLine(note);
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }
    }

    public void Write(string path)
    {
        var text = new StringBuilder();
        text.AppendLine("# Measured figures").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"Taken on {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC by `bench/run.sh`: {Machine()}.");
        text.AppendLine("Client and server share the machine. CPU seconds are the server's, sealing included. Of repeated figures: median (minimum to maximum).").AppendLine();
        foreach (var section in _figures.GroupBy(f => f.Section))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"## {section.Key}").AppendLine();
            text.AppendLine("| figure | measured | target |").AppendLine("|---|---|---|");
            foreach (var figure in section)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"| {figure.Name} | {Show(figure.Values)} {figure.Unit} | {figure.Target} |");
            }

            text.AppendLine();
        }

        foreach (var note in _notes)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {note}");
        }

        File.WriteAllText(path, text.ToString().TrimEnd() + "\n");
    }

    private static string Show(List<double> values)
    {
        var sorted = values.Order().ToArray();
        var median = sorted[sorted.Length / 2];
        return sorted.Length == 1 ? Number(median) : $"{Number(median)} ({Number(sorted[0])} to {Number(sorted[^1])})";
    }

    private static string Number(double value) => value.ToString(value >= 1000 ? "#,0" : "0.##", CultureInfo.InvariantCulture);

    private static string Machine()
    {
        var model = File.Exists("/proc/cpuinfo") ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
        var load = File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "?";
        return $"{Environment.ProcessorCount} cores{(model is null ? "" : $" ({model})")}, {RuntimeInformation.OSDescription}, .NET {Environment.Version}, load average {load} at the end";
    }
}
