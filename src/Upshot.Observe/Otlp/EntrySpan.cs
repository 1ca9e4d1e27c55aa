namespace Upshot.Observe.Otlp;

/// <summary>What of an entry span decides which operation it is; see <see cref="SpanFields.IsEntry"/>.</summary>
/// <param name="Message">The whole span, for its attributes.</param>
internal readonly record struct EntrySpan(Slice Name, Slice Route, Slice Method, byte Kind, Slice Message);
