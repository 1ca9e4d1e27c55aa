namespace Upshot.Observe.Stores.ClickHouse.Servers;

/// <summary>ClickHouse does not answer, or cannot do now what it is asked: later it may. The message is for whoever runs the server.</summary>
internal sealed class UnreachableException(string message, Exception? inner = null) : Exception(message, inner);
