using Microsoft.Extensions.Logging.Abstractions;
using Upshot.Answers;
using Upshot.Answers.Comparisons;
using Upshot.Evidence;
using Upshot.Observe.Receive;
using Upshot.Observe.State;
using Upshot.Observe.Stores;
using Upshot.Observe.Stores.Questions;
using Upshot.Plan;
using Upshot.Tests.Running;

namespace Upshot.Tests.Answers;

/// <summary>Minutes are counted for a year, spans are stored for less: kinds that stand in spans alone are told only where all spans of what is compared are there.</summary>
public sealed class DeclaredKindsTests : IDisposable
{
    private static readonly DateTimeOffset s_came = new(2026, 3, 20, 9, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan s_hour = TimeSpan.FromHours(1);
    private readonly TemporaryFolder _folder = new();
    private readonly OperationalState _state;

    public DeclaredKindsTests()
    {
        Directory.CreateDirectory(_folder["data"]);
        _state = OperationalState.Open(_folder["data"], null, NullLogger.Instance);
    }

    [Theory]
    [InlineData(14, 1, true)]
    [InlineData(8, 1, true)]
    [InlineData(5, 1, false)]
    [InlineData(0, 1, false)]
    [InlineData(14, 0.9, false)]
    public async Task A_past_by_kind_takes_a_week_of_spans(int days, double share, bool isTold)
    {
        var past = Window(s_came.AddDays(-28), s_came);
        var store = new Spans(w => Rows(w, share, s_came.AddDays(-days)));
        var told = await DeclaredKinds.OfAsync(Ask(store), ["tier"], [Window(s_came, s_came.AddHours(4))], [Arm(s_came, s_came.AddHours(4))], new PastSeries(past, Arm(past.Range.From, s_came).Replicates, null), TestContext.Current.CancellationToken);

        Assert.Equal(share == 1 && isTold, told is not null);
        Assert.Equal(isTold ? 24 * Math.Min(days, 14) : 0, told?.Past?.Own.Count ?? 0);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0.99, true)]
    [InlineData(0.95, false)]
    public async Task Windows_are_told_by_kind_where_hardly_a_span_is_missing(double share, bool isTold)
    {
        var told = await DeclaredKinds.OfAsync(
            Ask(new Spans(w => Rows(w, share, DateTimeOffset.MinValue))), ["tier"], [Window(s_came, s_came.AddHours(4)), Window(s_came, s_came.AddHours(2))], [Arm(s_came, s_came.AddHours(4)), Arm(s_came, s_came.AddHours(2))], null, TestContext.Current.CancellationToken);

        Assert.Equal(isTold, told is not null);
    }

    [Fact]
    public async Task More_kinds_than_may_be_are_none() =>
        Assert.Null(await DeclaredKinds.OfAsync(Ask(new Spans(_ => throw new AnswerTooLargeException("blocks", 1))), ["user.id"], [Window(s_came, s_came + s_hour)], [Arm(s_came, s_came + s_hour)], null, TestContext.Current.CancellationToken));

    public void Dispose()
    {
        _state.Dispose();
        _folder.Dispose();
    }

    private AnswerService Ask(ITelemetryStore store) => new(store, new OperationalRecords(_state), () => new ProductPlan(), TimeProvider.System);

    private static BlockWindow Window(DateTimeOffset from, DateTimeOffset to) => new("shop", null, "order", "1.0", new(from, to), s_hour);

    private static ArmEvidence Arm(DateTimeOffset from, DateTimeOffset to) => Rows(Window(from, to), 1, DateTimeOffset.MinValue);

    private static ArmEvidence Rows(BlockWindow window, double share, DateTimeOffset stored) => new("1.0", [.. Enumerable.Range(0, (int)(window.Range.Length / s_hour))
        .Select(h => window.Range.From.AddHours(h)).Where(at => at >= stored).Select(at => new ReplicateEvidence("a", at, s_hour, (long)(1000 * share), 0, 0, new ExponentialHistogram()))]);

    private sealed class Spans(Func<BlockWindow, ArmEvidence> stored) : ITelemetryStore
    {
        public IReadOnlyList<MissingRows> Missing => [];

        public IReadOnlyList<string> Notices => [];

        public Task<IntakeResult> AppendAsync(Batch batch, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<T> AskAsync<T>(Question<T> question, CancellationToken cancellation) => Task.FromResult((T)(object)(question switch
        {
            BlockQuestion asked => asked.Windows.Select(w => Assert.Single(w.Kinds) is not null ? stored(w) : null!).ToList(),
            SamplingQuestion asked => asked.Windows.Select(_ => (IReadOnlyList<SampledClass>)[]).ToList(),
            _ => throw new NotSupportedException(question.GetType().Name),
        }));
    }
}
