using Autograd.Core;

namespace Autograd.Nn;

/// <summary>
/// A tensor that training changes, with its gradient. It stands for its value wherever a tensor is expected, and every tape watches it. Its
/// first values depend on the seed and on the parameter's path in the model alone, so another layer beside it changes nothing.
/// </summary>
public sealed class Parameter
{
    private readonly Initializer _initializer;
    private Module? _owner;
    private string _name = "";
    private DType _dtype = DType.Float32;
    private Tensor? _value;

    /// <summary>A parameter whose first values are drawn when it is first used, by seed 0, or by <see cref="Module.Initialize"/>.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="initializer">How the values are drawn.</param>
    /// <param name="decays">Whether an optimizer's weight decay applies to it: so for weights, not for biases and slopes.</param>
    public Parameter(Shape shape, Initializer initializer, bool decays = true)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(initializer);
        Shape = shape;
        _initializer = initializer;
        Decays = decays;
    }

    /// <summary>The shape.</summary>
    public Shape Shape { get; }

    /// <summary>Whether an optimizer's weight decay applies to the parameter.</summary>
    public bool Decays { get; }

    /// <summary>Whether the parameter is held fixed: tapes do not watch it, and optimizers leave it alone.</summary>
    public bool IsFrozen
    {
        get;
        set
        {
            field = value;
            if (_value is not null)
            {
                _value.RequiresGrad = !value;
                _value.ZeroGrad();
            }
        }
    }

    /// <summary>The values.</summary>
    public Tensor Value
    {
        get
        {
            if (_value is null)
            {
                // Two threads that come here together draw the same values; one of the tensors is kept.
                Interlocked.CompareExchange(ref _value, Draw(new Generator(0), Path), null);
            }

            return _value;
        }
    }

    /// <summary>The gradient of the last backward passes, or null.</summary>
    public Tensor? Grad => _value?.Grad;

    /// <summary>The names of the modules around the parameter and its own, such as <c>0.Weight</c>.</summary>
    public string Path => _owner is null ? _name : _owner.PathOf(_name);

    /// <summary>The parameter's value.</summary>
    public static implicit operator Tensor(Parameter parameter)
    {
        ArgumentNullException.ThrowIfNull(parameter);
        return parameter.Value;
    }

    /// <summary>The parameter's value.</summary>
    public Tensor ToTensor() => Value;

    /// <summary>Copies values into the parameter.</summary>
    /// <param name="values">Values of the parameter's shape and type.</param>
    /// <exception cref="ArgumentException">The shape or the type is another.</exception>
    public void Assign(Tensor values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Shape != Shape || values.DType != Value.DType)
        {
            throw new ArgumentException($"The parameter '{Path}' is {Value.DType} {Shape}; got {values.DType} {values.Shape}.", nameof(values));
        }

        if (_dtype == DType.Float32)
        {
            values.AsSpan<float>().CopyTo(Value.AsWritableSpan<float>());
        }
        else
        {
            values.AsSpan<double>().CopyTo(Value.AsWritableSpan<double>());
        }
    }

    /// <summary>The path, shape and type.</summary>
    public override string ToString() => $"{Path} {Shape} {_dtype}";

    internal void BelongTo(Module owner, string name)
    {
        _owner ??= owner;
        _name = _name.Length == 0 ? name : _name;
    }

    internal void Initialize(ulong seed, string path) => _value = Draw(new Generator(seed), path);

    internal void ConvertTo(DType dtype)
    {
        if (!(dtype is DType.Float32 or DType.Float64))
        {
            throw new ArgumentException($"The parameter '{Path}' cannot become {dtype}; expected Float32 or Float64.", nameof(dtype));
        }

        _dtype = dtype;
        if (_value is not null && _value.DType != dtype)
        {
            _value = Own(_value.To(dtype).Detach());
        }
    }

    private Tensor Draw(Generator generator, string path) =>
        Own(_initializer.Draw(Shape, _dtype, generator.Fork(Hash(path)), _owner?.FollowingGain ?? 1));

    private Tensor Own(Tensor value)
    {
        value.RequiresGrad = !IsFrozen;
        return value;
    }

    // FNV-1a: a path's number must be the same in every process, which string.GetHashCode is not.
    private static ulong Hash(string path)
    {
        ulong hash = 14695981039346656037;
        foreach (char character in path)
        {
            hash = (hash ^ character) * 1099511628211;
        }

        return hash;
    }
}
