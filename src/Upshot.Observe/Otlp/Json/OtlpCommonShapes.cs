using static Upshot.Observe.Otlp.Json.FieldKind;

namespace Upshot.Observe.Otlp.Json;

/// <summary>The messages that traces, metrics and logs share.</summary>
internal static class OtlpCommonShapes
{
    public static readonly Shape AnyValue = new("AnyValue");

    private static readonly Shape KeyValue = new("KeyValue")
    {
        Fields = [new("key", 1, Text), new("value", 2, Message, message: AnyValue)],
    };

    private static readonly Shape ArrayValue = new("ArrayValue")
    {
        Fields = [new("values", 1, Message, repeated: true, message: AnyValue)],
    };

    private static readonly Shape KeyValueList = new("KeyValueList")
    {
        Fields = [new("values", 1, Message, repeated: true, message: KeyValue)],
    };

    public static readonly Shape Resource = new("Resource")
    {
        Fields =
        [
            Attributes(1), new("dropped_attributes_count", 2, Uint32),
            new("entity_refs", 3, Message, repeated: true, message: new Shape("EntityRef")
            {
                Fields =
                [
                    new("schema_url", 1, Text), new("type", 2, Text), new("id_keys", 3, Text, repeated: true),
                    new("description_keys", 4, Text, repeated: true),
                ],
            }),
        ],
    };

    public static readonly Shape Scope = new("InstrumentationScope")
    {
        Fields = [new("name", 1, Text), new("version", 2, Text), Attributes(3), new("dropped_attributes_count", 4, Uint32)],
    };

    static OtlpCommonShapes() => AnyValue.Complete(
        new("string_value", 1, Text),
        new("int_value", 3, FieldKind.Int64),
        new("bool_value", 2, Bool),
        new("double_value", 4, FieldKind.Double),
        new("array_value", 5, Message, message: ArrayValue),
        new("kvlist_value", 6, Message, message: KeyValueList),
        new("bytes_value", 7, Bytes));

    public static Field Attributes(int number, string name = "attributes") => new(name, number, Message, repeated: true, message: KeyValue);
}
