using System.Collections.Concurrent;
using System.Diagnostics;

namespace Upshot.Demo;

/// <summary>A program that the demo started, and ends.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 20;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Action<string>? _heard;
    private bool _letGo;
    private bool _disposed;

    private ChildProcess(string name, Process process, Action<string>? heard)
    {
        Name = name;
        _process = process;
        _heard = heard;
    }

    public string Name { get; }
    public int Id => _process.Id;
    public bool HasExited => _process.HasExited;

    /// <summary>The last lines of its output and its errors.</summary>
    public string LastWords => string.Join(Environment.NewLine, _said);

    /// <summary>Starts this program again with other arguments, or another program. Its standard input stays open until it shall end.</summary>
    /// <param name="heard">Hears each line of its output.</param>
    public static ChildProcess Start(string name, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment, Action<string>? heard = null, OwnProgram? program = null)
    {
        var own = program ?? OwnProgram.Find();
        var start = new ProcessStartInfo(own.File)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in own.Arguments.Concat(arguments))
        {
            start.ArgumentList.Add(argument);
        }

        // The runtime's diagnostic sockets stay behind when a process is killed.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var child = new ChildProcess(name, Process.Start(start)!, heard);
        child._process.OutputDataReceived += (_, e) => child.Hear(e.Data, isOutput: true);
        child._process.ErrorDataReceived += (_, e) => child.Hear(e.Data, isOutput: false);
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        return child;
    }

    /// <summary>Waits for the end, and answers with the exit code.</summary>
    public async Task<int> Exit(CancellationToken cancel)
    {
        await _process.WaitForExitAsync(cancel);
        await _outputEnded.Task.WaitAsync(cancel);
        return _process.ExitCode;
    }

    /// <summary>Asks it to end and waits; when it does not listen, ends it.</summary>
    public async Task Stop(TimeSpan patience)
    {
        _process.StandardInput.Close();
        Signals.Terminate(_process);
        using var enough = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(enough.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
        }
    }

    /// <summary>Leaves it running when this program ends.</summary>
    public void LetGo() => _letGo = true;

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        if (!_letGo)
        {
            Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }

    private void Hear(string? line, bool isOutput)
    {
        if (line is null)
        {
            if (isOutput)
            {
                _outputEnded.TrySetResult();
            }

            return;
        }

        _said.Enqueue(line);
        while (_said.Count > KeptLines)
        {
            _said.TryDequeue(out _);
        }

        if (isOutput)
        {
            _heard?.Invoke(line);
        }
    }
}
