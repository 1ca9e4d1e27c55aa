using System.Globalization;

namespace Upshot.Client;

/// <summary>What is waited for, said to a person at a terminal once it takes longer than a second; the line is gone when it is over.</summary>
internal sealed class Waiting : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock _line = new();
    private readonly long _began;
    private readonly string _what;
    private readonly TimeProvider _time;
    private readonly ITimer? _timer;
    private int _written;
    private bool _over;

    private Waiting(string what, TimeProvider time)
    {
        (_what, _time, _began) = (what, time, time.GetTimestamp());
        _timer = Console.IsErrorRedirected ? null : time.CreateTimer(_ => Say(), null, Second, Second);
    }

    /// <param name="what">Such as "asking the server".</param>
    public static Waiting For(string what, TimeProvider time) => new(what, time);

    public void Dispose()
    {
        _timer?.Dispose();
        lock (_line)
        {
            _over = true;
            Write("");
        }
    }

    private void Say()
    {
        lock (_line)
        {
            if (!_over)
            {
                Write(string.Create(CultureInfo.InvariantCulture, $"… {_what}, {_time.GetElapsedTime(_began).TotalSeconds:0} s"));
            }
        }
    }

    /// <summary>Over what stands in the line.</summary>
    private void Write(string text)
    {
        if (_written > 0 || text.Length > 0)
        {
            Console.Error.Write($"\r{text.PadRight(_written)}\r{text}");
            _written = text.Length;
        }
    }
}
