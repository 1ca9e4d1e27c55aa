using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Upshot.Verify;

/// <summary>How the command ended.</summary>
/// <param name="ExitCode">Null when it had to be killed.</param>
/// <param name="Interrupted">It was asked to end from outside, and had to be killed.</param>
internal sealed record CommandOutcome(string Command, int? ExitCode, bool TimedOut, bool Interrupted, TimeSpan Took)
{
    /// <summary>It was asked to end from outside: whatever its exit code, not all of it ran.</summary>
    public bool WasStopped { get; init; }

    // As shells and the runtime say it: 128 and the number of the signal.
    private const int Terminated = 143;

    public bool Failed => ExitCode != 0 || WasStopped;

    public string Words => Interrupted ? $"'{Command}' was told to stop, did not, and was killed."
        : TimedOut ? $"'{Command}' did not end within the time limit and was killed."
        : ExitCode == 0 ? $"'{Command}' was told to stop and did, so that not all of it ran: nothing is verified."
        : ExitCode == Terminated ? $"'{Command}' was ended by SIGTERM (exit code {ExitCode}), so that what it had not sent yet may be lost."
        : $"'{Command}' failed with exit code {ExitCode}.";
}

/// <summary>The user's command: run with its telemetry led to the receiver, its output passed through, and nothing of it left behind.</summary>
internal static class CommandRun
{
    /// <param name="outputToErrors">Standard output is for a report that a program reads; what the command says goes to standard error.</param>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static async Task<CommandOutcome> Run(IReadOnlyList<string> command, IReadOnlyDictionary<string, string?> environment, TimeSpan limit, bool outputToErrors, TimeProvider time, CancellationToken stop)
    {
        var mark = new ProcessMark();
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = outputToErrors };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        start.Environment[ProcessMark.Variable] = mark.Value;
        var began = time.GetTimestamp();
        using var process = Process.Start(start)!;
        using var forwarding = Forwarding.To(process, ProcessMark.Grace, time);
        var output = outputToErrors ? process.StandardOutput.BaseStream.CopyToAsync(Console.OpenStandardError(), CancellationToken.None) : Task.CompletedTask;
        using var tooLong = new CancellationTokenSource(limit, time);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop, forwarding.Impatient, tooLong.Token);
        var killed = false;
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            killed = true;
        }

        var interrupted = killed && (stop.IsCancellationRequested || forwarding.Impatient.IsCancellationRequested);
        await mark.EndAll(process, interrupted ? TimeSpan.Zero : ProcessMark.Grace, time);
        await output.WaitAsync(TimeSpan.FromSeconds(2), time, CancellationToken.None).ContinueWith(_ => { }, TaskScheduler.Default);
        return new(string.Join(' ', command), killed ? null : process.ExitCode, killed && !interrupted, interrupted, time.GetElapsedTime(began)) { WasStopped = forwarding.WasAsked || stop.IsCancellationRequested };
    }

    /// <summary>Passes on what others ask of this program. A terminal sends its interrupt to the command itself.</summary>
    /// <param name="grace">How long the command may take to end after that.</param>
    private sealed class Forwarding(TimeSpan grace, TimeProvider time) : IDisposable
    {
        private readonly List<PosixSignalRegistration> _registrations = [];
        private readonly CancellationTokenSource _impatient = new(Timeout.InfiniteTimeSpan, time);
        private readonly Lock _lock = new();
        private int _asked;
        private bool _isOver;

        /// <summary>Who asked asks again, or has waited long enough.</summary>
        public CancellationToken Impatient => _impatient.Token;

        public bool WasAsked => Volatile.Read(ref _asked) > 0;

        public static Forwarding To(Process process, TimeSpan grace, TimeProvider time)
        {
            var forwarding = new Forwarding(grace, time);
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

        public void Dispose()
        {
            _registrations.ForEach(r => r.Dispose());
            lock (_lock)
            {
                // A signal may still be on its way.
                _isOver = true;
                _impatient.Dispose();
            }
        }

        private void Add(PosixSignal signal, Action forward) => _registrations.Add(PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            forward();
            lock (_lock)
            {
                if (!_isOver)
                {
                    _impatient.CancelAfter(_asked++ == 0 ? grace : TimeSpan.Zero);
                }
            }
        }));
    }
}
