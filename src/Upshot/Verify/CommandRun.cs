using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Upshot.Verify;

/// <summary>How the command ended.</summary>
/// <param name="ExitCode">Null when it had to be killed.</param>
internal sealed record CommandOutcome(string Command, int? ExitCode, bool TimedOut, TimeSpan Took)
{
    public bool Failed => TimedOut || ExitCode != 0;

    public string Words => TimedOut
        ? $"'{Command}' did not end within the time limit and was killed."
        : $"'{Command}' failed with exit code {ExitCode}.";
}

/// <summary>The user's command: run with its telemetry led to the receiver, its output passed through, and nothing of it left behind.</summary>
internal static class CommandRun
{
    /// <param name="outputToErrors">Standard output is for a report that a program reads; what the command says goes to standard error.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static async Task<CommandOutcome> Run(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment, TimeSpan limit, bool outputToErrors, CancellationToken stop)
    {
        var mark = new ProcessMark();
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = outputToErrors };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[ProcessMark.Variable] = mark.Value;
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        using var forwarding = Forwarding.To(process);
        var output = outputToErrors ? process.StandardOutput.BaseStream.CopyToAsync(Console.OpenStandardError(), CancellationToken.None) : Task.CompletedTask;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(limit);
        var timedOut = false;
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            timedOut = true;
        }

        await mark.EndAll(process);
        await output.WaitAsync(TimeSpan.FromSeconds(2), CancellationToken.None).ContinueWith(_ => { }, TaskScheduler.Default);
        return new(string.Join(' ', command), timedOut ? null : process.ExitCode, timedOut, clock.Elapsed);
    }

    /// <summary>Passes on what others ask of this program. A terminal sends its interrupt to the command itself.</summary>
    private sealed class Forwarding : IDisposable
    {
        private readonly List<PosixSignalRegistration> _registrations = [];

        public static Forwarding To(Process process)
        {
            var forwarding = new Forwarding();
            forwarding.Add(PosixSignal.SIGTERM, () => UnixSignals.Send(process.Id, UnixSignals.Terminate));
            forwarding.Add(PosixSignal.SIGHUP, () => UnixSignals.Send(process.Id, UnixSignals.HangUp));
            forwarding.Add(PosixSignal.SIGQUIT, () => UnixSignals.Send(process.Id, UnixSignals.Quit));
            forwarding.Add(PosixSignal.SIGINT, () =>
            {
                if (Console.IsInputRedirected)
                {
                    UnixSignals.Send(process.Id, UnixSignals.Interrupt);
                }
            });
            return forwarding;
        }

        public void Dispose() => _registrations.ForEach(r => r.Dispose());

        private void Add(PosixSignal signal, Action forward) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            forward();
        }));
    }
}
