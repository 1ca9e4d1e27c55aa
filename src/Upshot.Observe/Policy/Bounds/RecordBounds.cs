using System.Text;
using Upshot.Observe.Otlp;
using Upshot.Observe.Policy.Privacy;
using Upshot.Observe.Receive;
using Upshot.Plan;

namespace Upshot.Observe.Policy.Bounds;

/// <summary>Which values of the record that is looked at are beyond the plan's bounds. One a request.</summary>
/// <param name="names">What is dropped or masked makes no series.</param>
/// <param name="day">When the request came.</param>
internal sealed class RecordBounds(ValueBounds bounds, ClassedNames names, int day, IntakeNotes notes)
{
    private const uint Field1 = (1 << 3) | 2;
    private Slice _group;
    private Slice? _service;
    private Bound? _beyond;
    private bool _isIn, _isFound;

    public static ReadOnlySpan<byte> Other => "(other)"u8;

    public bool Any => bounds.Any;

    /// <summary>What follows are records of this resource.</summary>
    public void Group(Slice group) => (_group, _service) = (group, null);

    public void Span(Slice span)
    {
        _isIn = bounds.Any;
        if (bounds.HasSignals(SignalKind.Span))
        {
            Combination(bounds.OfSignal(SignalKind.Span, FieldOf(span, (5 << 3) | 2)), span, SpanFields.Attribute);
        }
    }

    public void Log(Slice record)
    {
        _isIn = bounds.Any;
        if (bounds.HasSignals(SignalKind.Event))
        {
            Combination(bounds.OfSignal(SignalKind.Event, FieldOf(record, (12 << 3) | 2)), record, LogFields.Attribute);
        }
    }

    public void Point(Slice metric, Slice point, uint attributes)
    {
        _isIn = bounds.Any;
        if (bounds.Series is null && !bounds.HasSignals(SignalKind.Metric))
        {
            return;
        }

        var name = FieldOf(metric, Field1);
        var bound = bounds.OfSignal(SignalKind.Metric, name);
        Combination(bound, point, attributes);
        if (_beyond is null && bounds.Series is { } series && Hash(point, attributes, null) is { } hash
            && !series.Admits(bounds.HashOf([bounds.HashOf(Service.Span), bounds.HashOf(name.Span), hash]), day))
        {
            _beyond = series;
        }
    }

    /// <summary>The record ends; what was beyond in it is noted once.</summary>
    public void Leave()
    {
        if (_isFound)
        {
            notes.Add(Encoding.UTF8.GetString(Cut.Name(Service).Span), NoticeReason.Overflow);
        }

        (_isIn, _isFound, _beyond) = (false, false, null);
    }

    public bool IsBeyond(Slice key, Slice value)
    {
        if (!_isIn || !(IsOfBeyond(key) || IsBeyondItsOwn(key, value)) || IsOther(value))
        {
            return false;
        }

        _isFound = true;
        return true;
    }

    private bool IsOfBeyond(Slice key) => _beyond is not null && (_beyond.Names is null || _beyond.Names.TryFind(key.Span, out _));

    private bool IsBeyondItsOwn(Slice key, Slice value) => bounds.OfAttribute(key) is { } bound && !IsOther(value) && !bound.Admits(bounds.HashOf(value.Span), day);

    private void Combination(Bound? bound, Slice record, uint attributes)
    {
        if (bound is not null && Hash(record, attributes, bound.Names) is { } hash && !bound.Admits(hash, day))
        {
            _beyond = bound;
        }
    }

    /// <summary>Of the attributes in whatever order, each as it will be stored; null: all are beyond already.</summary>
    private ulong? Hash(Slice record, uint attributes, NameTable<bool>? counted)
    {
        var (sum, others, count) = (0UL, 0, 0);
        var wire = new Wire(record);
        while (wire.Next())
        {
            if (wire.Tag != attributes)
            {
                wire.Skip();
                continue;
            }

            var keyValue = wire.Bytes();
            var (key, value) = KeyValue.Read(keyValue);
            if (names.Find(key.Span) >= Treatment.Mask || counted?.TryFind(key.Span, out _) == false)
            {
                continue;
            }

            var isOther = IsOther(value) || IsBeyondItsOwn(key, value);
            count++;
            others += isOther ? 1 : 0;
            sum += isOther ? bounds.HashOf([bounds.HashOf(key.Span), bounds.HashOf(Other)]) : bounds.HashOf(keyValue.Span);
        }

        return count > 0 && others == count ? null : sum;
    }

    private Slice Service
    {
        get
        {
            if (_service is { } known)
            {
                return known;
            }

            var service = default(Slice);
            var wire = new Wire(FieldOf(_group, Field1));
            while (wire.Next())
            {
                if (wire.Tag != Field1)
                {
                    wire.Skip();
                }
                else if (KeyValue.Read(wire.Bytes()) is var (key, value) && key.Span.SequenceEqual("service.name"u8) && AnyValue.TryText(value, out var text))
                {
                    service = text;
                }
            }

            _service = service.Length > 0 ? service : s_unknown.Slice;
            return _service.Value;
        }
    }

    private static readonly PinnedText s_unknown = new(ResourceInfo.UnknownService);

    private static bool IsOther(Slice value) => AnyValue.TryText(value, out var text) && text.Span.SequenceEqual(Other);

    private static Slice FieldOf(Slice message, uint tag)
    {
        var found = default(Slice);
        var wire = new Wire(message);
        while (wire.Next())
        {
            if (wire.Tag == tag)
            {
                found = wire.Bytes();
            }
            else
            {
                wire.Skip();
            }
        }

        return found;
    }
}
