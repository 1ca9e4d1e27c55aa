using System.Buffers.Binary;
using System.IO.Hashing;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Gives each different text its code, in the order in which they first come, and keeps them as a dictionary page has them: length, then bytes.</summary>
internal sealed class TextDictionary
{
    private const int KeptBytes = 1 << 20;

    // Texts are whatever strangers send: without a secret, somebody could send those that all meet in one place.
    private static readonly long s_secret = Random.Shared.NextInt64();

    /// <summary>By place the code plus one; 0: free.</summary>
    private int[] _places = new int[64];
    private uint[] _hashes = new uint[32];

    /// <summary>Where each text's length is; one more than there are texts.</summary>
    private int[] _starts = new int[33];
    private byte[] _page = new byte[1024];

    public int Count { get; private set; }

    /// <summary>All texts, each after its length.</summary>
    public ReadOnlySpan<byte> Page => _page.AsSpan(0, _starts[Count]);

    public ReadOnlySpan<byte> this[int code] => _page.AsSpan(_starts[code] + sizeof(int), LengthOf(code));

    public int LengthOf(int code) => _starts[code + 1] - _starts[code] - sizeof(int);

    /// <summary>−1 when it is not there.</summary>
    public int Find(ReadOnlySpan<byte> text, out uint hash)
    {
        hash = (uint)XxHash3.HashToUInt64(text, s_secret);
        var mask = _places.Length - 1;
        for (var place = (int)hash & mask; _places[place] != 0; place = (place + 1) & mask)
        {
            var code = _places[place] - 1;
            if (_hashes[code] == hash && this[code].SequenceEqual(text))
            {
                return code;
            }
        }

        return -1;
    }

    /// <summary>One that is not there.</summary>
    public int Add(ReadOnlySpan<byte> text, uint hash)
    {
        if (Count == _hashes.Length)
        {
            Grow();
        }

        var start = _starts[Count];
        var end = checked(start + sizeof(int) + text.Length);
        if (end > _page.Length)
        {
            Array.Resize(ref _page, (int)Math.Min(Array.MaxLength, Math.Max(end, _page.Length * 2L)));
        }

        BinaryPrimitives.WriteInt32LittleEndian(_page.AsSpan(start), text.Length);
        text.CopyTo(_page.AsSpan(start + sizeof(int)));
        _hashes[Count] = hash;
        Place(Count);
        _starts[++Count] = end;
        return Count - 1;
    }

    public void Clear()
    {
        _places.AsSpan().Clear();
        Count = 0;
        if (_page.Length > KeptBytes)
        {
            _page = new byte[KeptBytes];
        }
    }

    private void Grow()
    {
        Array.Resize(ref _hashes, _hashes.Length * 2);
        Array.Resize(ref _starts, _hashes.Length + 1);
        _places = new int[_places.Length * 2];
        for (var code = 0; code < Count; code++)
        {
            Place(code);
        }
    }

    private void Place(int code)
    {
        var mask = _places.Length - 1;
        var place = (int)_hashes[code] & mask;
        while (_places[place] != 0)
        {
            place = (place + 1) & mask;
        }

        _places[place] = code + 1;
    }
}
