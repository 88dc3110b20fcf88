using System.Collections;
using System.Globalization;

namespace Autograd.Core;

/// <summary>The value of an op's attribute: a number, a truth value, a word, or a list of axes or sizes.</summary>
public readonly struct OpValue : IEquatable<OpValue>
{
    // What kind of number or truth value it is stands in place of a box around it: an op that is made anew for each call states its
    // attributes.
    private static readonly object s_number = new(), s_false = false, s_true = true;

    private readonly object? _value;
    private readonly double _number;

    private OpValue(object value, double number = 0) => (_value, _number) = (value, number);

    /// <summary>
    /// The value, whose type is its kind: a double for any number (of an integer beyond ±2⁵³ the nearest), a bool, a string, or an int[],
    /// in a new array; null for none.
    /// </summary>
    public object? Value => _value == s_number ? _number : _value is int[] list ? list.AsSpan().ToArray() : _value;

    /// <summary>A number.</summary>
    public static implicit operator OpValue(double value) => new(s_number, value);

    /// <summary>An integer, which serves as a number too.</summary>
    public static implicit operator OpValue(int value) => new(s_number, value);

    /// <summary>A number, or none.</summary>
    public static implicit operator OpValue(double? value) => value is { } number ? number : default(OpValue);

    /// <summary>An integer, or none.</summary>
    public static implicit operator OpValue(int? value) => (double?)value;

    /// <summary>A truth value.</summary>
    public static implicit operator OpValue(bool value) => new(value ? s_true : s_false);

    /// <summary>A word, such as "mean".</summary>
    public static implicit operator OpValue(string value) => new(value);

    /// <summary>A list of axes or sizes, which is copied.</summary>
    public static implicit operator OpValue(int[] value) => new(value.AsSpan().ToArray());

    /// <inheritdoc/>
    public bool Equals(OpValue other) => _value is int[] list
        ? other._value is int[] others && list.AsSpan().SequenceEqual(others)
        : Equals(_value, other._value) && _number.Equals(other._number);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is OpValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _value is int[] list ? list.Length : HashCode.Combine(_value, _number);

    /// <summary>The value as C# would write it.</summary>
    public override string ToString() => _value switch
    {
        int[] list => Shape.List(list),
        bool flag => flag ? "true" : "false",
        string word => $"\"{word}\"",
        null => "none",
        _ => _number.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Equality of kind and value.</summary>
    public static bool operator ==(OpValue a, OpValue b) => a.Equals(b);

    /// <summary>Inequality of kind or value.</summary>
    public static bool operator !=(OpValue a, OpValue b) => !a.Equals(b);
}

/// <summary>The attributes an op is made with, by name; what is not named keeps its default.</summary>
/// <example><code>OpRegistry.Create("leaky_relu", new() { ["negativeSlope"] = 0.2 })</code></example>
public sealed class OpAttributes : IEnumerable<KeyValuePair<string, OpValue>>
{
    private readonly SortedDictionary<string, OpValue> _values = new(StringComparer.Ordinal);

    private bool _isClosed;

    /// <summary>Of an op that has none.</summary>
    internal static OpAttributes None { get; } = new OpAttributes().Closed();

    /// <summary>The op they are for, to name it in messages.</summary>
    internal string? Op { get; init; }

    /// <summary>The value of an attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <exception cref="ArgumentException">Read, and there is no attribute of that name.</exception>
    /// <exception cref="InvalidOperationException">Written, and they are those of an op that was made: an op does not change.</exception>
    public OpValue this[string name]
    {
        get => _values.TryGetValue(name, out OpValue value)
            ? value
            : throw new ArgumentException($"There is no attribute '{name}'.", nameof(name));
        set => _values[name] = !_isClosed ? value : throw new InvalidOperationException(
            $"{Op ?? "Attributes"}: '{name}' belongs to an op that was made, and does not change. Make another op with the attributes " +
                "you want.");
    }

    /// <summary>A number.</summary>
    /// <param name="name">The attribute's name.</param>
    public double Number(string name) => As<double>(name, "a number");

    /// <summary>An integer.</summary>
    /// <param name="name">The attribute's name.</param>
    public int Integer(string name)
    {
        double number = Number(name);
        return number == Math.Truncate(number) && Math.Abs(number) <= int.MaxValue
            ? (int)number
            : throw Refused(name, "an integer");
    }

    /// <summary>A number, or null for none.</summary>
    /// <param name="name">The attribute's name.</param>
    public double? NumberOrNull(string name) => this[name].Value is null ? null : Number(name);

    /// <summary>An integer, or null for none.</summary>
    /// <param name="name">The attribute's name.</param>
    public int? IntegerOrNull(string name) => this[name].Value is null ? null : Integer(name);

    /// <summary>A truth value.</summary>
    /// <param name="name">The attribute's name.</param>
    public bool Flag(string name) => As<bool>(name, "true or false");

    /// <summary>A word.</summary>
    /// <param name="name">The attribute's name.</param>
    public string Word(string name) => As<string>(name, "a word");

    /// <summary>A list of axes or sizes, in a new array.</summary>
    /// <param name="name">The attribute's name.</param>
    public int[] List(string name) => As<int[]>(name, "a list of integers");

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, OpValue>> GetEnumerator() => _values.GetEnumerator();

    /// <summary>The attributes as an initializer would list them.</summary>
    public override string ToString() => string.Join(", ", _values.Select(pair => $"{pair.Key} = {pair.Value}"));

    /// <summary>The same, from now on to be read only.</summary>
    internal OpAttributes Closed()
    {
        _isClosed = true;
        return this;
    }

    private T As<T>(string name, string expected) => this[name].Value is T value ? value : throw Refused(name, expected);

    private ArgumentException Refused(string name, string expected) =>
        new($"{(Op is null ? "" : $"{Op}: ")}the attribute '{name}' is {this[name]}; expected {expected}.", name);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
