namespace Upshot.Observe.Otlp;

/// <summary>
/// Walks an export request record by record: traces, metrics and logs all nest as request (1) → resource group
/// {resource 1, scope groups 2} → scope group {scope 1, records 2}. It can stop after any record and go on later.
/// </summary>
internal unsafe struct RecordCursor
{
    private const uint Field1 = (1 << 3) | 2, Field2 = (2 << 3) | 2;
    private readonly ResourceCache _resources;
    private Wire _groups;
    private Wire _scopes;
    private Wire _records;

    public RecordCursor(Slice request, ResourceCache resources)
    {
        _resources = resources;
        _groups = new Wire(request);
        _scopes = _records = new Wire(default);
        Resource = null!;
    }

    /// <summary>Every record of a request, in its order.</summary>
    public static IEnumerable<RecordPlace> All(RequestBytes request, ResourceCache resources)
    {
        var cursor = new RecordCursor(request.Bytes, resources);
        while (cursor.Next())
        {
            yield return new(cursor.Record, cursor.Resource, cursor.Scope, request.ReceivedAt);
        }
    }

    /// <summary>Span, LogRecord or Metric.</summary>
    public Slice Record { get; private set; }

    public ResourceInfo Resource { get; private set; }

    public Scope Scope { get; private set; }

    /// <exception cref="MalformedTelemetryException">The bytes are not such a request.</exception>
    public bool Next()
    {
        while (true)
        {
            if (_records.Find(Field2, out var record))
            {
                Record = record;
                return true;
            }

            if (_scopes.Find(Field2, out var scopeGroup))
            {
                // What a group says of itself is needed first, wherever it stands in the message.
                Scope = FindOnly(scopeGroup, out var scope) ? Scope.Read(scope) : default;
                _records = new Wire(scopeGroup);
            }
            else if (_groups.Find(Field1, out var group))
            {
                FindOnly(group, out var resource);
                Resource = _resources.Find(resource);
                _scopes = new Wire(group);
            }
            else
            {
                return false;
            }
        }
    }

    private static bool FindOnly(Slice message, out Slice found)
    {
        var wire = new Wire(message);
        return wire.Find(Field1, out found);
    }
}
