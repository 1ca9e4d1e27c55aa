using Upshot.Observe.Receive.Protobuf;

namespace Upshot.Observe.Rollup;

/// <summary>One entry span, as the rollups count it.</summary>
/// <param name="Operation">Index into the plan's operations; −1: none matches.</param>
/// <param name="Route"><c>http.route</c>, else the span's name; points into the batch's body.</param>
/// <param name="Weight">How many requests it stands for.</param>
internal readonly record struct RequestSeen(ResourceInfo Resource, int Operation, byte Kind, Slice Route, long StartNanos, long DurationNanos, bool IsError, long Weight);
