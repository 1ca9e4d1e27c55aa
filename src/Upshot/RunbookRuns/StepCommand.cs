using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Upshot.Plan.Values;

namespace Upshot.RunbookRuns;

/// <summary>Runs the command of a step: no shell, no input, and not for longer than it may take.</summary>
internal static class StepCommand
{
    private const int MostKept = 2000;
    private static readonly TimeSpan Drain = TimeSpan.FromSeconds(2);

    public static async Task<StepAnswer> RunAsync(IReadOnlyList<string> words, string folder, TimeSpan limit, TextWriter output, TimeProvider time, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(words[0], words.Skip(1)) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        using var process = new Process { StartInfo = start };
        var said = new Said(output);
        process.OutputDataReceived += (_, e) => said.Add(e.Data);
        process.ErrorDataReceived += (_, e) => said.Add(e.Data);
        try
        {
            process.Start();
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            return new(StepState.Failed, $"{words[0]} cannot be started: {e.Message}");
        }

        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        using var patience = new CancellationTokenSource(limit, time);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            await process.WaitForExitAsync(until.Token);
        }
        catch (OperationCanceledException)
        {
            // What it started must not go on acting after it was given up.
            process.Kill(entireProcessTree: true);
            using var drained = new CancellationTokenSource(Drain, time);
            await process.WaitForExitAsync(drained.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            return new(StepState.Failed, $"it took longer than {Duration.Format(limit)} and was ended{said.Tail()}");
        }

        return process.ExitCode == 0 ? new(StepState.Done, $"exit code 0{said.Tail()}") : new(StepState.Failed, $"exit code {process.ExitCode}{said.Tail()}");
    }

    /// <summary>What a command says, shown as it comes; the end of it is kept.</summary>
    private sealed class Said(TextWriter output)
    {
        private readonly StringBuilder _kept = new();

        public void Add(string? line)
        {
            if (line is not null)
            {
                lock (_kept)
                {
                    output.WriteLine($"    {Visible.Text(line)}");
                    _kept.Append(line).Append('\n');
                    if (_kept.Length > MostKept * 2)
                    {
                        _kept.Remove(0, _kept.Length - MostKept);
                    }
                }
            }
        }

        public string Tail()
        {
            lock (_kept)
            {
                var text = Visible.Lines(_kept.ToString().Trim());
                return text.Length == 0 ? "" : $": {(text.Length > MostKept ? "…" + text[^MostKept..] : text)}";
            }
        }
    }
}
