namespace Upshot.Plan.Keys;

/// <summary>Shapes that several tables use.</summary>
internal static class Shapes
{
    public static readonly Shape Text = new TextShape();
    public static readonly Shape Word = new WordShape();
    public static readonly Shape Literal = new LiteralShape();
    public static readonly Shape YesNo = new BooleanShape();
    public static readonly Shape Any = new AnyShape();
    public static readonly Shape Bytes = new BytesShape();
    public static readonly Shape Date = new DateShape();
    public static readonly Shape TimeOfDay = new PatternShape("^(([01]?[0-9]|2[0-3]):[0-5][0-9]|24:00)$", "a time of the day such as 08:30");
    public static readonly Shape OwnerName = new ReferenceShape("owner");
    public static readonly Shape OperationName = new ReferenceShape("operation");

    /// <summary>From one minute to two years.</summary>
    public static readonly Shape Window = new DurationShape(TimeSpan.FromMinutes(1), TimeSpan.FromDays(731), "28d");

    public static readonly Shape Latency = new DurationShape(TimeSpan.FromTicks(10), TimeSpan.FromDays(1), "300ms");

    public static readonly Shape Keep = new DurationShape(TimeSpan.FromHours(1), TimeSpan.FromDays(3660), "14d");

    public static Shape Choice(params string[] values) => new ChoiceShape(values);

    public static Shape ListOf(Shape item) => new ListShape(item);

    public static Shape Map(KeyTable table) => new TableShape(table);

    public static Shape ByOperation(KeyTable table) => new NamedShape("operation", new TableShape(table), FreeNames: true, Refers: true);

    public static Shape Named(string what, Shape item) => new NamedShape(what, item);
}
