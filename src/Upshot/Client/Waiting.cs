using System.Diagnostics;
using System.Globalization;

namespace Upshot.Client;

/// <summary>What is waited for, said to a person at a terminal once it takes longer than a second; the line is gone when it is over.</summary>
internal sealed class Waiting : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Lock _line = new();
    private readonly long _began = Stopwatch.GetTimestamp();
    private readonly string _what;
    private readonly Timer? _timer;
    private int _written;
    private bool _over;

    private Waiting(string what)
    {
        _what = what;
        _timer = Console.IsErrorRedirected ? null : new Timer(_ => Say(), null, Second, Second);
    }

    /// <param name="what">Such as "asking the server".</param>
    public static Waiting For(string what) => new(what);

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
                Write(string.Create(CultureInfo.InvariantCulture, $"… {_what}, {Stopwatch.GetElapsedTime(_began).TotalSeconds:0} s"));
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
