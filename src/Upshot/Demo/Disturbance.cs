using System.Globalization;

namespace Upshot.Demo;

/// <summary>
/// How much of the machine's processors others took while the demo measured. What they take comes and goes, and makes two versions differ by chance. Known where the
/// system tells (/proc); elsewhere nothing is said.
/// </summary>
internal sealed class Disturbance
{
    /// <summary>From this share on a measurement is repeated.</summary>
    private const double Most = 0.25;

    private readonly Ticks? _began = Now();

    /// <summary>The share of all processors, since this was made; null: not known.</summary>
    public double? Share() => _began is { } began && Now() is { } now && now.All > began.All
        ? Math.Clamp((double)(now.Busy - began.Busy - (now.Own - began.Own)) / (now.All - began.All), 0, 1)
        : null;

    public static bool IsTooMuch(double? share) => share >= Most;

    private static Ticks? Now()
    {
        try
        {
            var cpu = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8).Select(Number).ToArray();
            var idle = cpu[3] + cpu[4];
            return new(cpu.Sum(), cpu.Sum() - idle, Own());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException or InvalidOperationException)
        {
            return null;
        }
    }

    // This process, those that it started and that run, and those that have ended.
    private static long Own()
    {
        var stats = Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])).Select(Stat).OfType<Process>().ToList();
        var own = new HashSet<int> { Environment.ProcessId };
        for (var grew = true; grew;)
        {
            grew = stats.Count(s => own.Contains(s.Parent) && own.Add(s.Id)) > 0;
        }

        return stats.Where(s => own.Contains(s.Id)).Sum(s => s.Ticks);
    }

    // proc(5): the name in brackets may hold anything; user, system and those of children that were waited for are fields 14 to 17.
    private static Process? Stat(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new((int)Number(Path.GetFileName(folder)), (int)Number(fields[1]), fields.Skip(11).Take(4).Sum(Number));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Ticks(long All, long Busy, long Own);

    private sealed record Process(int Id, int Parent, long Ticks);
}
