using Upshot.Observe.Otlp;
using Upshot.Observe.Policy.Bounds;
using Upshot.Observe.Policy.Privacy;

namespace Upshot.Observe.Policy.Rewriting;

/// <summary>Walks an export request and has all its attributes treated: of resources, scopes, spans, events, links, logs, points and exemplars.</summary>
internal readonly unsafe ref struct RequestRewriter(TelemetrySignal signal, AttributeRewriter attributes, RecordBounds bounds, MessageEdits edits, Treatment status)
{
    private const uint Field1 = (1 << 3) | 2, Field2 = (2 << 3) | 2, Field3 = (3 << 3) | 2, Field4 = (4 << 3) | 2, Status = (15 << 3) | 2, Metadata = (12 << 3) | 2;

    public void Walk(Slice request)
    {
        var groups = new Wire(request);
        while (groups.Next())
        {
            if (groups.Tag == Field1)
            {
                Group(groups.Bytes());
            }
            else
            {
                groups.Skip();
            }
        }
    }

    private void Group(Slice group)
    {
        bounds.Group(group);
        edits.Enter(group);
        var wire = new Wire(group);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case Field1:
                    attributes.All(wire.Bytes(), Field1);
                    break;
                case Field2:
                    Scope(wire.Bytes());
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        edits.Leave();
    }

    private void Scope(Slice group)
    {
        edits.Enter(group);
        var wire = new Wire(group);
        while (wire.Next())
        {
            switch (wire.Tag)
            {
                case Field1:
                    attributes.All(wire.Bytes(), Field3);
                    break;
                case Field2 when signal == TelemetrySignal.Traces:
                    Span(wire.Bytes());
                    break;
                case Field2 when signal == TelemetrySignal.Logs:
                    Log(wire.Bytes());
                    break;
                case Field2:
                    Metric(wire.Bytes());
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        edits.Leave();
    }

    private void Span(Slice span)
    {
        edits.Enter(span);
        bounds.Span(span);
        var last = attributes.Last(span, SpanFields.Attribute);
        var wire = new Wire(span);
        for (var from = wire.At; wire.Next(); from = wire.At)
        {
            switch (wire.Tag)
            {
                case SpanFields.Attribute:
                    var attribute = wire.Bytes();
                    attributes.One(from, wire.At, SpanFields.Attribute, attribute, last);
                    break;
                case SpanFields.Event:
                    attributes.All(wire.Bytes(), Field3);
                    break;
                case SpanFields.Link:
                    attributes.All(wire.Bytes(), Field4);
                    break;
                case Status when status != Treatment.Keep:
                    attributes.Text(status, wire.Bytes());
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        bounds.Leave();
        edits.Leave();
    }

    private void Log(Slice record)
    {
        edits.Enter(record);
        bounds.Log(record);
        var last = attributes.Last(record, LogFields.Attribute);
        var wire = new Wire(record);
        for (var from = wire.At; wire.Next(); from = wire.At)
        {
            switch (wire.Tag)
            {
                case LogFields.Attribute:
                    var attribute = wire.Bytes();
                    attributes.One(from, wire.At, LogFields.Attribute, attribute, last);
                    break;
                case LogFields.Body:
                    attributes.Body(wire.Bytes());
                    break;
                default:
                    wire.Skip();
                    break;
            }
        }

        bounds.Leave();
        edits.Leave();
    }

    private void Metric(Slice metric)
    {
        edits.Enter(metric);
        var wire = new Wire(metric);
        for (var from = wire.At; wire.Next(); from = wire.At)
        {
            if (wire.Tag == Metadata)
            {
                var attribute = wire.Bytes();
                attributes.One(from, wire.At, Metadata, attribute);
            }
            else if (MetricHead.KindOf(wire.Tag) is var kind and not MetricKind.None)
            {
                Points(metric, wire.Bytes(), kind);
            }
            else
            {
                wire.Skip();
            }
        }

        edits.Leave();
    }

    private void Points(Slice metric, Slice data, MetricKind kind)
    {
        edits.Enter(data);
        var wire = new Wire(data);
        while (wire.Next())
        {
            if (wire.Tag == Field1)
            {
                Point(metric, wire.Bytes(), PointFields.AttributeTag(kind), PointFields.ExemplarTag(kind));
            }
            else
            {
                wire.Skip();
            }
        }

        edits.Leave();
    }

    private void Point(Slice metric, Slice point, uint attributeTag, uint exemplarTag)
    {
        edits.Enter(point);
        bounds.Point(metric, point, attributeTag);
        var last = attributes.Last(point, attributeTag);
        var wire = new Wire(point);
        for (var from = wire.At; wire.Next(); from = wire.At)
        {
            if (wire.Tag == attributeTag)
            {
                var attribute = wire.Bytes();
                attributes.One(from, wire.At, attributeTag, attribute, last);
            }
            else if (wire.Tag == exemplarTag)
            {
                attributes.All(wire.Bytes(), (Exemplars.Attributes << 3) | 2);
            }
            else
            {
                wire.Skip();
            }
        }

        bounds.Leave();
        edits.Leave();
    }
}
