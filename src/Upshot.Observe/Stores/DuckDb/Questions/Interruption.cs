using DuckDB.NET.Data;

namespace Upshot.Observe.Stores.DuckDb.Questions;

/// <summary>
/// Stops a statement when its question is cancelled. The database forgets an interruption that comes before the statement has
/// begun, so it is repeated until the statement has ended.
/// </summary>
internal sealed class Interruption : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly DuckDBCommand _command;
    private readonly CancellationTokenRegistration _registration;
    private Timer? _timer;
    private bool _ended;

    public Interruption(DuckDBCommand command, CancellationToken cancellation)
    {
        _command = command;
        cancellation.ThrowIfCancellationRequested();
        _registration = cancellation.Register(Begin);
    }

    private void Begin()
    {
        lock (_gate)
        {
            _timer = _ended ? null : new Timer(_ => Interrupt(), null, TimeSpan.Zero, Again);
        }
    }

    private void Interrupt()
    {
        lock (_gate)
        {
            if (!_ended)
            {
                _command.Cancel();
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            _timer?.Dispose();
        }

        _registration.Dispose();
    }
}
