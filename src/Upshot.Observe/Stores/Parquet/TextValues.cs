using System.Buffers;
using System.Runtime.CompilerServices;
using Upshot.Observe.Stores.Rows;

namespace Upshot.Observe.Stores.Parquet;

/// <summary>Texts: each different one is kept once.</summary>
internal sealed class TextValues(Column column) : ColumnValues(column)
{
    private readonly TextDictionary _texts = new();
    private int[] _codes = [];

    /// <summary>−1: none yet.</summary>
    private int _lastCode = -1;

    /// <summary>Texts may be in the dictionary that no row has.</summary>
    private bool _hasForgotten;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int row, ReadOnlySpan<byte> text)
    {
        var code = KnownCode(text, out var hash);
        SetCode(row, code >= 0 ? code : _texts.Add(text, hash));
    }

    /// <summary>Sets a text that came before; false when it did not.</summary>
    public bool TrySetKnown(int row, ReadOnlySpan<byte> text)
    {
        var code = KnownCode(text, out _);
        if (code < 0)
        {
            return false;
        }

        SetCode(row, code);
        return true;
    }

    public override void Forget(int row)
    {
        _hasForgotten |= Validity.Forget(row);
        _lastCode = -1;
    }

    public override void Clear()
    {
        base.Clear();
        _texts.Clear();
        (_lastCode, _hasForgotten) = (-1, false);
    }

    protected override EncodedValues Encode(PageWriter pages)
    {
        if (_hasForgotten)
        {
            DropUnused();
        }

        var codes = _codes.AsSpan(0, Validity.Count);
        var statistics = ColumnStatistics.Of(_texts);
        var filter = _texts.Count <= MaxFiltered ? Filter() : null;
        if (_texts.Count <= (codes.Length / 2) + 1)
        {
            pages.Dictionary(_texts.Count, _texts.Page);
            WriteCodes(codes, _texts.Count, pages.Values);
            return new(ParquetEncoding.Dictionary, statistics with { Distinct = _texts.Count }, filter);
        }

        WriteTexts(codes, pages);
        return new(ParquetEncoding.DeltaLength, statistics, filter);
    }

    private int KnownCode(ReadOnlySpan<byte> text, out uint hash)
    {
        // Rows are sorted: most texts are that of the row before.
        if (_lastCode >= 0 && _texts.LengthOf(_lastCode) == text.Length && _texts[_lastCode].SequenceEqual(text))
        {
            hash = 0;
            return _lastCode;
        }

        return _texts.Find(text, out hash);
    }

    private void SetCode(int row, int code)
    {
        if (!Validity.Set(row))
        {
            _hasForgotten = true;
        }

        if (Validity.Count > _codes.Length)
        {
            Array.Resize(ref _codes, Math.Max(1024, _codes.Length * 2));
        }

        _codes[Validity.Count - 1] = _lastCode = code;
    }

    private void WriteTexts(ReadOnlySpan<int> codes, PageWriter pages)
    {
        var lengths = pages.Numbers(codes.Length);
        for (var i = 0; i < codes.Length; i++)
        {
            lengths[i] = _texts.LengthOf(codes[i]);
        }

        DeltaEncoding.Write(lengths, pages.Values);
        foreach (var code in codes)
        {
            pages.Values.Write(_texts[code]);
        }
    }

    private BloomFilter Filter()
    {
        var filter = new BloomFilter(_texts.Count);
        for (var code = 0; code < _texts.Count; code++)
        {
            filter.Add(_texts[code]);
        }

        return filter;
    }

    /// <summary>So that what the file says of its values is true of them.</summary>
    private void DropUnused()
    {
        var texts = new byte[_texts.Count][];
        foreach (var code in _codes.AsSpan(0, Validity.Count))
        {
            texts[code] ??= _texts[code].ToArray();
        }

        _texts.Clear();
        var codes = new int[texts.Length];
        for (var code = 0; code < texts.Length; code++)
        {
            if (texts[code] is { } text)
            {
                codes[code] = _texts.Find(text, out var hash) is var known and >= 0 ? known : _texts.Add(text, hash);
            }
        }

        foreach (ref var code in _codes.AsSpan(0, Validity.Count))
        {
            code = codes[code];
        }
    }
}
