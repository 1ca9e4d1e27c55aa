using Upshot.Decide.Alerting;

namespace Upshot.Decide.AlertProofs;

/// <summary>A rule over simulated minutes: fires and is calm again as the engine would have it.</summary>
internal sealed class SimulatedRule(BurnRule rule)
{
    private readonly IReadOnlyList<WindowNeed> _needs = [.. rule.Windows.Select(w => new WindowNeed(w, rule.Promise, rule.MinimumFailures)).Where(n => n.IsPossible)];
    private readonly List<int> _months = [];
    private (int Long, int Short, WindowNeed Need)[] _windows = [];
    private int _quietMinutes = int.MaxValue, _pages, _minute;
    private bool _heldInQuarter;

    public IEnumerable<int> Lengths => _needs.SelectMany(n => new[] { Minutes(n.Window.Long), Minutes(n.Window.Short) }).DefaultIfEmpty(1);

    public IReadOnlyList<int> PagesOfMonths => _months;

    /// <summary>Quarters of an hour, and those in which it held at any minute.</summary>
    public (int All, int Held) Quarters { get; private set; }

    public void Begin(SimulatedMinutes minutes) => _windows = [.. _needs.Select(n => (minutes.IndexOf(Minutes(n.Window.Long)), minutes.IndexOf(Minutes(n.Window.Short)), n))];

    public void Evaluate(SimulatedMinutes minutes)
    {
        var holds = Holds(minutes);
        _heldInQuarter |= holds;
        if (++_minute % 15 == 0)
        {
            Quarters = (Quarters.All + 1, Quarters.Held + (_heldInQuarter ? 1 : 0));
            _heldInQuarter = false;
        }

        if (!holds)
        {
            _quietMinutes += _quietMinutes == int.MaxValue ? 0 : 1;
            return;
        }

        if (_quietMinutes >= (int)EpisodeSteps.Calm.TotalMinutes)
        {
            _pages++;
        }

        _quietMinutes = 0;
    }

    public void EndMonth()
    {
        _months.Add(_pages);
        _pages = 0;
    }

    private bool Holds(SimulatedMinutes minutes)
    {
        foreach (var (longAt, shortAt, need) in _windows)
        {
            var shortBad = minutes.Bad(shortAt);
            if (shortBad > 0 && shortBad > need.Threshold * minutes.Total(shortAt) && minutes.Bad(longAt) >= need.FewestFailures(minutes.Total(longAt)))
            {
                return true;
            }
        }

        return false;
    }

    private static int Minutes(TimeSpan length) => Math.Max(1, (int)Math.Round(length.TotalMinutes));
}
