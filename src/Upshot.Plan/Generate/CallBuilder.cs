using Upshot.Plan.Keys;
using Upshot.Plan.Problems;
using Upshot.Plan.Yaml;

namespace Upshot.Plan.Generate;

/// <summary>From signals to calls.</summary>
internal sealed class CallBuilder
{
    private readonly Dictionary<string, Signal> _signals = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Signal> _eventIds = [];
    private readonly IReadOnlyDictionary<string, CallName> _names;
    private readonly ParameterBuilder _parameters;
    private readonly ProblemList _problems;

    public CallBuilder(IReadOnlyList<Signal> signals, IReadOnlyDictionary<string, CallName> names, ParameterBuilder parameters, ProblemList problems)
    {
        _names = names;
        _parameters = parameters;
        _problems = problems;
        foreach (var signal in signals)
        {
            _signals[signal.Id] = signal;
        }
    }

    public SpanCall Span(Signal signal)
    {
        var metrics = signal.Metrics.Select(id => Find(id, SignalKind.Metric)).OfType<Signal>().Select(m => WithoutErrorType(MetricOfSpan(m))).ToList();
        var @event = Find(signal.Event, SignalKind.Event) is { } declared ? WithoutErrorType(Event(declared)) : null;
        var own = Attributes(signal);
        var all = _parameters.Distinct(signal, ParameterBuilder.Merge(own
            .Concat(metrics.SelectMany(m => m.Attributes))
            .Concat(@event?.Attributes ?? [])
            .Concat(metrics.Where(m => m.Source == MetricValue.Given).Select(m => m.Value))));
        return new SpanCall
        {
            Name = _names[signal.Id],
            Signal = signal.Id,
            Contract = Contract(signal),
            EmittedName = signal.Name,
            Brief = signal.Brief,
            Rollout = Stage(signal),
            Naming = signal.SpanName,
            Kind = signal.SpanKind.Length > 0 ? signal.SpanKind : "internal",
            Start = [.. all.Where(p => p.Moment == AttributeMoment.Start)],
            End = [.. all.Where(p => p.Moment == AttributeMoment.End)],
            Attributes = As(own),
            Metrics = [.. metrics.Select(m => m with { Attributes = As(m.Attributes), Value = As([m.Value]).FirstOrDefault() ?? m.Value })],
            Event = @event is null ? null : @event with { Attributes = As(@event.Attributes) },
        };

        // The same parameters, as the call names them.
        List<CallParameter> As(IReadOnlyList<CallParameter> some) =>
            [.. all.Where(p => some.Any(s => p.Attribute.Length > 0 ? s.Attribute == p.Attribute : s.Attribute.Length == 0 && s.Name.Equals(p.Name)))];
    }

    public MetricCall Metric(Signal signal)
    {
        // Without a span there is no duration and no end: the caller gives everything at once.
        var value = ParameterBuilder.ValueOf(signal) with { IsRequired = true };
        var all = _parameters.Distinct(signal, ParameterBuilder.Merge(Attributes(signal).Append(value)));
        return MetricOfSpan(signal) with
        {
            Source = MetricValue.Given,
            Value = all.First(p => p.Attribute.Length == 0),
            Attributes = [.. all.Where(p => p.Attribute.Length > 0)],
        };
    }

    public EventCall Event(Signal signal)
    {
        var id = StableId(signal.Id);
        if (_eventIds.TryGetValue(id, out var other) && other.Id != signal.Id)
        {
            _problems.Add(signal.Location, Rules.NameCollision, $"The event ids of {Quote.Of(signal.Id)} and {Quote.Of(other.Id)}, which follow from their ids, are the same.", "Change the id of one of them.");
        }

        _eventIds[id] = signal;
        CheckMessage(signal);
        return new EventCall
        {
            Name = _names[signal.Id],
            Signal = signal.Id,
            Contract = Contract(signal),
            EmittedName = signal.Name,
            Brief = signal.Brief,
            Rollout = Stage(signal),
            EventId = id,
            Message = signal.Message.Length > 0 ? signal.Message : signal.Brief.Length > 0 ? signal.Brief : signal.Name,
            Attributes = _parameters.Distinct(signal, ParameterBuilder.Merge(Attributes(signal))),
        };
    }

    /// <summary>What stands in braces is an attribute of the event, or its outcome.</summary>
    private void CheckMessage(Signal signal)
    {
        foreach (var name in signal.Message.Split('{').Skip(1).Where(part => part.Contains('}')).Select(part => part.Split('}')[0]))
        {
            if (name != CallSites.OutcomeAttribute && signal.Attributes.All(a => a.Name != name))
            {
                var names = signal.Attributes.Select(a => a.Name).ToList();
                _problems.Add(signal.Location, Rules.UnknownReference, $"The message of {Quote.Of(signal.Name)} names {Quote.Of(name)}, which is no attribute of it.", Suggestions.Of(name, names) is { } likely ? $"Did you mean {likely}?" : "Add the attribute to the event, or take it out of the message.");
            }
        }
    }

    private MetricCall MetricOfSpan(Signal signal) => new()
    {
        Name = _names[signal.Id],
        Signal = signal.Id,
        Contract = Contract(signal),
        EmittedName = signal.Name,
        Brief = signal.Brief,
        Rollout = Stage(signal),
        Instrument = signal.Instrument,
        Unit = signal.Unit,
        Source = SourceOf(signal),
        Value = ParameterBuilder.ValueOf(signal),
        Attributes = Attributes(signal),
    };

    private List<CallParameter> Attributes(Signal signal)
    {
        var found = new List<CallParameter>();
        foreach (var attribute in signal.Attributes)
        {
            // Generated code sets these itself.
            if (attribute.Name is CallSites.SignalAttribute or CallSites.OutcomeAttribute)
            {
                continue;
            }

            // Told by the exception or given to fail.
            if (attribute.Name == CallSites.ErrorTypeAttribute && signal.Kind == SignalKind.Span)
            {
                continue;
            }

            if (_parameters.Of(attribute) is { } parameter)
            {
                found.Add(parameter);
            }
        }

        return found;
    }

    private static MetricCall WithoutErrorType(MetricCall metric) => metric with
    {
        Attributes = [.. metric.Attributes.Where(a => a.Attribute != CallSites.ErrorTypeAttribute)],
        CarriesErrorType = metric.Attributes.Any(a => a.Attribute == CallSites.ErrorTypeAttribute),
    };

    private static EventCall WithoutErrorType(EventCall written) => written with
    {
        Attributes = [.. written.Attributes.Where(a => a.Attribute != CallSites.ErrorTypeAttribute)],
        CarriesErrorType = written.Attributes.Any(a => a.Attribute == CallSites.ErrorTypeAttribute),
    };

    private Signal? Find(string id, SignalKind kind) => _signals.TryGetValue(id, out var signal) && signal.Kind == kind ? signal : null;

    private static MetricValue SourceOf(Signal metric) => metric.Value switch
    {
        "duration" => MetricValue.Duration,
        "one" => MetricValue.One,
        "" when metric.Instrument == "histogram" && Units.PerSecond(metric.Unit) is not null => MetricValue.Duration,
        "" when metric.Instrument == "counter" => MetricValue.One,
        _ => MetricValue.Given,
    };

    private static string Contract(Signal signal) => $"{signal.Id}@{signal.Version}";

    private static RolloutStage Stage(Signal signal) => new(signal.Rollout, signal.CanaryShare);

    // FNV-1a: short, the same everywhere, and no secret.
    private static int StableId(string id)
    {
        var hash = 2166136261u;
        foreach (var b in System.Text.Encoding.UTF8.GetBytes(id))
        {
            hash = unchecked((hash ^ b) * 16777619u);
        }

        return Math.Max(1, (int)(hash & 0x7FFFFFFF));
    }
}
