using Upshot.Evidence;
using Upshot.Observe.Receive;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;

namespace Upshot.Tests.Alerts;

/// <summary>A store that counts what it is told, says nothing to any other question until it is let go, and then knows nothing more.</summary>
internal sealed class HeldStore(EventsOf counted) : ITelemetryStore
{
    private readonly TaskCompletionSource _letGo = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _held;

    public IReadOnlyList<MissingRows> Missing => [];

    public IReadOnlyList<string> Notices => [];

    /// <summary>Questions that were not answered.</summary>
    public int Held => _held;

    public void LetGo() => _letGo.TrySetResult();

    public Task<IntakeResult> AppendAsync(Batch batch, CancellationToken cancellation) => throw new NotSupportedException();

    public async Task<T> AskAsync<T>(Question<T> question, CancellationToken cancellation)
    {
        if (question is WindowQuestion windows)
        {
            return (T)(object)windows.Objectives.Select(o => new ObjectiveWindows(o, [.. windows.Windows.Select(w => counted(o.Name, w))])).ToList();
        }

        // As a store does that cannot be interrupted: cancellation alone does not end it.
        Interlocked.Increment(ref _held);
        await _letGo.Task;
        return question switch
        {
            ObjectiveQuestion asked => (T)(object)asked.Objectives.Select(o => new ObjectiveMinutes(o, [])).ToList(),
            TrafficQuestion asked => (T)(object)asked.Operations.Select(_ => (IReadOnlyList<MinuteCount>)[]).ToList(),
            VersionQuestion => (T)(object)new List<VersionSeen>(),
            TraceSearch => (T)(object)new List<TraceFound>(),
            _ => throw new NotSupportedException(question.GetType().Name),
        };
    }
}

internal delegate WindowCount EventsOf(string objective, TimeSpan window);
