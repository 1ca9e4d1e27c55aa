using System.Diagnostics;
using System.Text;

namespace Upshot.Verify;

/// <summary>
/// Finds every process that a command started, however far down and although its parent is gone: children inherit the
/// environment, and the mark is in it.
/// </summary>
internal sealed class ProcessMark
{
    public const string Variable = "UPSHOT_VERIFY_RUN";

    /// <summary>Long enough for an SDK to flush.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    public string Value { get; } = Guid.NewGuid().ToString("N");

    /// <summary>Asks all of them to end, so that they send their last telemetry, and kills those that do not.</summary>
    public async Task EndAll(Process command, TimeSpan grace, TimeProvider time)
    {
        var marked = Marked();
        if (!command.HasExited)
        {
            marked.Add(command.Id);
        }

        foreach (var process in marked)
        {
            UnixSignals.Send(process, UnixSignals.Terminate);
        }

        var began = time.GetTimestamp();
        while ((marked.Any(IsRunning) || !command.HasExited) && time.GetElapsedTime(began) < grace && !OperatingSystem.IsWindows())
        {
            await Task.Delay(s_pause, time);
        }

        if (!command.HasExited)
        {
            command.Kill(entireProcessTree: true);
            await command.WaitForExitAsync();
        }

        foreach (var process in Marked())
        {
            UnixSignals.Send(process, UnixSignals.Kill);
        }
    }

    /// <summary>Only Linux lets us look; elsewhere what a command leaves behind stays.</summary>
    private List<int> Marked()
    {
        var found = new List<int>();
        if (!OperatingSystem.IsLinux())
        {
            return found;
        }

        var mark = Encoding.ASCII.GetBytes($"{Variable}={Value}");
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), out var id) && id != Environment.ProcessId && HasMark(folder, mark))
            {
                found.Add(id);
            }
        }

        return found;
    }

    private static bool HasMark(string folder, byte[] mark)
    {
        try
        {
            return File.ReadAllBytes(Path.Combine(folder, "environ")).AsSpan().IndexOf(mark) >= 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It belongs to somebody else, or has just ended.
            return false;
        }
    }

    /// <summary>A zombie has ended; whoever started it has only not looked yet.</summary>
    private static bool IsRunning(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] is not ('Z' or 'X');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
