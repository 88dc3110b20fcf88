namespace Autograd.Core;

public sealed partial class Tensor
{
    /// <summary>A Bool mask: where both masks are true, with broadcasting.</summary>
    /// <param name="other">A Bool tensor.</param>
    /// <exception cref="ArgumentException">A tensor is not Bool, or the shapes do not broadcast.</exception>
    public Tensor And(Tensor other) => Combine(this, other, nameof(And), static (x, y) => x & y);

    /// <summary>A Bool mask: where either mask is true, or both are, with broadcasting.</summary>
    /// <param name="other">A Bool tensor.</param>
    /// <exception cref="ArgumentException">A tensor is not Bool, or the shapes do not broadcast.</exception>
    public Tensor Or(Tensor other) => Combine(this, other, nameof(Or), static (x, y) => x | y);

    /// <summary>A Bool mask: where this one is false.</summary>
    /// <exception cref="ArgumentException">The tensor is not Bool.</exception>
    public Tensor Not()
    {
        ReadOnlySpan<bool> flags = Flags(this, nameof(Not));
        Tensor mask = Result(Shape, DType.Bool);
        Span<bool> results = mask.Elements<bool>();
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = !flags[i];
        }

        return TracedCall.Of(nameof(Not), mask, [this]);
    }

    /// <summary>Whether any element is true; of no elements, none is.</summary>
    /// <exception cref="ArgumentException">The tensor is not Bool.</exception>
    public bool Any() => Flags(this, nameof(Any)).Contains(true);

    /// <summary>Whether all elements are true; of no elements, all are.</summary>
    /// <exception cref="ArgumentException">The tensor is not Bool.</exception>
    public bool All() => !Flags(this, nameof(All)).Contains(false);

    /// <inheritdoc cref="And"/>
    public static Tensor operator &(Tensor x, Tensor y) => Combine(x, y, nameof(And), static (x, y) => x & y);

    /// <inheritdoc cref="Or"/>
    public static Tensor operator |(Tensor x, Tensor y) => Combine(x, y, nameof(Or), static (x, y) => x | y);

    /// <inheritdoc cref="Not"/>
    public static Tensor operator !(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Not();
    }

    private static Tensor Combine(Tensor x, Tensor y, string method, Func<bool, bool, bool> combine)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(y);
        ReadOnlySpan<bool> xs = Flags(x, method), ys = Flags(y, method);
        Tensor mask = Result(Shape.Broadcast(x.Shape, y.Shape, method), DType.Bool);
        Span<bool> results = mask.Elements<bool>();
        var plan = new BroadcastPlan(mask.Shape, x.Shape, y.Shape, Shape.Scalar);
        for (int row = 0; row < plan.Rows; row++)
        {
            plan.Offsets(row, out int ox, out int oy, out _);
            for (int i = 0; i < plan.RowLength; i++)
            {
                results[(row * plan.RowLength) + i] = combine(xs[plan.Advances0 ? ox + i : ox], ys[plan.Advances1 ? oy + i : oy]);
            }
        }

        return TracedCall.Of(method, mask, [x, y]);
    }

    private static ReadOnlySpan<bool> Flags(Tensor x, string method) => x.DType == DType.Bool
        ? x.Elements<bool>()
        : throw new ArgumentException($"{method}: the tensor is {x.DType}; expected Bool, as a comparison gives it: x > 0.", nameof(x));
}
