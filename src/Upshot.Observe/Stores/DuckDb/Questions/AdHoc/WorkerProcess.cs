using System.Diagnostics;
using System.Text;
using Upshot.Observe.Stores.DuckDb.Questions.AdHoc.Worker;

namespace Upshot.Observe.Stores.DuckDb.Questions.AdHoc;

/// <summary>A process that answers one question at a time.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly ResidentMemory _memory;
    private readonly StringBuilder _errors = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? _endedBecause;
    private int _gone;
    private bool _idle;

    private WorkerProcess(Process process, WorkerSetup setup)
    {
        (_process, Setup) = (process, setup);
        _memory = new ResidentMemory(process);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
    }

    /// <summary>Returns when it can be asked.</summary>
    public static async Task<WorkerProcess> StartAsync(ProcessStartInfo program, WorkerSetup setup)
    {
        program.RedirectStandardInput = program.RedirectStandardOutput = program.RedirectStandardError = true;
        program.UseShellExecute = false;
        var worker = new WorkerProcess(Process.Start(program)!, setup);
        try
        {
            worker.StepBack();
            worker.Send(FrameKind.Setup, WorkerJson.Write(setup));
            if (await worker.ReadAsync() is not { Kind: FrameKind.Ready })
            {
                throw new IOException("The process that answers queries did not start; the log says why.", new IOException(worker.Errors));
            }

            return worker;
        }
        catch
        {
            worker.Dispose();
            throw;
        }
    }

    /// <summary>What it was told once.</summary>
    public WorkerSetup Setup { get; }

    /// <summary>Bytes in memory now; 0 when it has ended.</summary>
    public long Resident => Volatile.Read(ref _gone) == 1 ? 0 : _memory.Now();

    /// <summary>Why it was ended from here; null: it was not.</summary>
    public string? EndedBecause => _endedBecause;

    /// <summary>The last that it said about itself.</summary>
    public string Errors
    {
        get
        {
            lock (_errors)
            {
                return _errors.ToString();
            }
        }
    }

    public void Ask(WorkerQuestion question)
    {
        Questions++;
        Send(FrameKind.Question, WorkerJson.Write(question));
    }

    /// <summary>It waits to be asked: the first to go when memory is short.</summary>
    public bool IsIdle { get => Volatile.Read(ref _idle); set => Volatile.Write(ref _idle, value); }

    /// <summary>How many questions it has been asked.</summary>
    public int Questions { get; private set; }

    /// <summary>Null when the process has ended, or was told to: how long the system needs for that is not waited for.</summary>
    public async ValueTask<(FrameKind Kind, byte[] Content)?> ReadAsync()
    {
        var reading = ReadFrameAsync();
        await Task.WhenAny(reading, _ended.Task);
        return _endedBecause is null ? await reading : null;
    }

    private async Task<(FrameKind Kind, byte[] Content)?> ReadFrameAsync()
    {
        try
        {
            return await Frame.ReadAsync(_process.StandardOutput.BaseStream);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidDataException)
        {
            return null;
        }
    }

    public void End(string because)
    {
        _endedBecause ??= because;
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It had ended by itself.
        }

        _ended.TrySetResult();
    }

    /// <summary>Waits until the system has taken back what it had.</summary>
    public async Task WaitForEndAsync(TimeProvider time)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), time);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            // It hangs in the system, or somebody else has waited.
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _gone, 1) == 0)
        {
            End("it is not needed any more");
            _memory.Dispose();
            _process.Dispose();
            ClearScratch();
        }
    }

    /// <summary>What did not fit into memory stays on the disk when a process is ended.</summary>
    private void ClearScratch()
    {
        try
        {
            if (Directory.Exists(Setup.Scratch))
            {
                Directory.Delete(Setup.Scratch, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is ending at this moment; the next start of the server clears what is left.
        }
    }

    /// <summary>Its start must not slow the server down either; once it can be asked, it steps back further.</summary>
    private void StepBack()
    {
        try
        {
            _process.PriorityClass = ProcessPriorityClass.BelowNormal;
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception or NotSupportedException)
        {
            // It has ended, or the system does not let it be changed.
        }
    }

    private void Send(FrameKind kind, byte[] content)
    {
        try
        {
            Frame.Write(_process.StandardInput.BaseStream, kind, content);
        }
        catch (IOException)
        {
            // It has ended, which whoever reads its answer finds out.
        }
    }

    private void Keep(string? line)
    {
        const int Enough = 1_000;
        lock (_errors)
        {
            if (line is not null && _errors.Length < Enough)
            {
                _errors.Append(line.AsSpan(0, Math.Min(line.Length, Enough))).Append(' ');
            }
        }
    }
}
